const listed = (words: string): ReadonlySet<string> => new Set(words.trim().split(/\s+/));

/** Forms of address in front of a name, without a full stop, in lower case. */
export const titles = listed(`
mr mrs ms miss mx dr doctor prof professor sir dame lord lady madam rev reverend father sister brother
fr herr frau mme mlle monsieur madame señor señora senor senora sra signor signora don doña
capt captain lt lieutenant sgt sergeant col colonel maj gen cpl officer detective inspector constable
judge justice senator sen rep gov nurse rabbi imam sheikh pastor princess auntie aunt uncle
`);

/** Small words inside surnames, in lower case. */
export const particles = listed(`
de da do dos das di del della der den van von vom zu zum ter ten la le el al bin ibn binti bint ben abu y e du st mc mac
`);

/** Letters after a name. */
export const credentials = listed('jr sr ii iii iv phd md esq mba rn cpa dds dvm jd bsc msc mph obe mbe');

/** A capitalised pair that holds one of these names an organisation, a place or a thing, in lower case. */
export const notPersonWords = listed(`
inc ltd llc llp corp corporation gmbh ag plc co company companies group holdings holding partners associates systems
technologies technology solutions services service industries international enterprises bank insurance capital trust
university college school academy institute hospital clinic laboratory laboratories centre center department division ministry
committee council commission agency association society foundation federation union party club team league church
museum library theatre theater hotel restaurant cafe airport station street road avenue lane drive court boulevard
square bridge tower park garden gardens river lake sea ocean bay island islands mount mountain mountains valley hill hills
beach forest city town village county state states province region district republic kingdom empire north south
east west northern southern eastern western central upper lower new old great saint act agreement policy report
award prize cup championship championships games game festival day week month year war battle treaty law theorem
syndrome disease protocol project program programme plan model series edition version chapter section article table figure
office board bureau network media news times post press magazine journal radio television tv studios records
entertainment music band album film movie pictures software hardware data cloud platform app api server team support
customer human resources finance sales marketing engineering manager director president minister secretary officer
airlines airways motors railway railroad bank foods energy oil gas pharma pharmaceuticals health care healthcare
house hall castle palace stadium arena field line order number account invoice request form page notes summary
street homes residences mutual lettings properties estates housing logistics supply supplies claims legal quay
unit prison building block floor unit room suite apartment store market mall plaza shop consulting
`);

/** Words that begin sentences, headings and greetings; none of them is part of a name. Lower case. */
export const commonWords = listed(`
the a an and or but nor so yet for if when while because although though since unless until after before as at by in
into of off on onto out over to up with without within from about above across against along among around behind below
beneath beside besides between beyond despite down during except inside like near outside past per through throughout
toward towards under upon via i me my mine we us our ours you your yours he him his she her hers it its they them their
theirs this that these those who whom whose which what where why how here there all any both each either every few many
more most much neither no none not nothing one other others several some such than then too very same own only just also
again always never ever often once now today tomorrow yesterday soon still already is am are was were be been being do
does did done have has had having can could may might must shall should will would let make made get got give given
go goes went gone come came see saw seen know knew known take took taken think thought say said says tell told ask asked
use used find found want need try call called work please thank thanks dear hello hi hey good morning afternoon evening
night regards sincerely best kind yours cheers respectfully cordially love welcome sorry yes okay ok well first second third
last next new old re fwd fw subject date time from sent cc bcc note notes attached enclosed see attn
monday tuesday wednesday thursday friday saturday sunday january february march april june july august september october
november december mon tue wed thu fri sat sun feb mar apr jul aug sep sept oct nov dec spring summer autumn
winter christmas easter english french german spanish italian dutch russian chinese japanese korean indian american british
canadian australian european african asian scottish irish welsh polish swedish swiss mexican brazilian turkish greek
question answer name names address phone email mobile fax account card number password username user users id ids customer
client patient employee employer member tenant owner student teacher manager doctor nurse team department company street
city state country zip code order invoice payment amount total balance price page section chapter table figure appendix
step part item items list file files report reports summary description details information data status type category
level high low medium active inactive open closed pending approved rejected urgent important confidential private public
internal external draft final copy original version update updated created modified error warning info debug
however therefore moreover furthermore additionally meanwhile otherwise instead finally currently recently previously
colleague colleagues sir madam all everyone everybody folks friends neighbour neighbor neighbours landlord sirs royal real person general brigadier according based due given following regarding concerning including excluding whether another
`);

/** Countries, large regions and cities that stand beside names and are none, in lower case. */
export const places = listed(`
afghanistan africa albania algeria america amsterdam argentina asia athens atlanta auckland australia austria baghdad
bangalore bangkok bangladesh barcelona beijing beirut belfast belgium belgrade berlin birmingham bolivia boston brazil
brisbane bristol britain brussels bucharest budapest bulgaria cairo california cambridge canada chicago chile china
cologne colombia colorado copenhagen croatia cuba cyprus damascus delhi denmark detroit dubai dublin edinburgh egypt
england estonia ethiopia europe finland florida france frankfurt geneva germany ghana glasgow greece hamburg hawaii
helsinki hungary iceland illinois indonesia iran iraq ireland istanbul italy jakarta jamaica japan jerusalem johannesburg
kabul karachi kenya kiev kyiv korea kuwait lagos latvia lebanon leeds lisbon lithuania liverpool luxembourg lyon madrid
malaysia manchester manila massachusetts melbourne mexico miami michigan milan minnesota montreal morocco moscow mumbai
munich nairobi naples nepal netherlands nigeria norway ohio oregon oslo ottawa oxford pakistan palestine peru philadelphia
philippines poland portland portugal prague quebec rome romania russia scotland seattle seoul serbia shanghai singapore
slovakia slovenia somalia spain stockholm stuttgart sudan sweden switzerland syria taiwan tehran texas thailand tokyo
toronto tunisia turkey uganda ukraine valencia vancouver venezuela venice vienna vietnam wales warsaw wisconsin yemen zurich
francisco angeles york vegas diego antonio jose zealand arabia hong kong
`);

/** What stands before a place that is named after somebody, in lower case. */
export const placePrefixes = listed(
  `north south east west new san santa st saint port lake mount fort los las`,
);

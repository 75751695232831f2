/**
 * English nouns and adjectives that headings, contracts and products write with capitals: "Refund Window",
 * "Interest Period". Written down from general knowledge. None of them makes a name of an unknown word
 * beside it; a known given name still does.
 */
const words = `
access accident activity acquisition action active actual additional address adjustment administrative advance advanced
advice affairs affiliate agenda aid air alert alternative amendment analyst animal annual answer apartment app
applicable applicant application approach approved area arms arrival art asset assets assistant audio audit authority auto
automatic available average background backup bad balance base baseline basic basis batch bed benefit benefits big bill
black blood blue body bond bonus book books borrower borrowers boundary box brand break brief broker browser budget bug
build bus business button buyer cable cache calendar camera campaign cancer capacity car card cards cargo case cases cash
cat category cause central chain chair challenge change changes channel charge charges chart chat check checklist chemical
chief child children choice claim claimant class classic clean clear clinical clock close closed closing club coast code
coffee cold collateral color colour commercial commitment commitments common community complaint complete compliance
computer conditions conduct conference confidential contact content contents contract contractor contracts control cookie
cool copy core corporate cost costs country course cover crash credit crew crisis critical cross culture currency current
custom customer customers cycle daily damage dashboard date dates day deal death debt decision deep default defense
delivery demand demo dental deposit design desk detail details developer device digital direct disclosure discount display
distance distribution district doctor document documents dog domain domestic door double down download draft drug due
duty early earth economic editor effective electric electronic element emergency employee employees employer end engine
entry environment equal equipment error escrow estate event events evidence exact exchange exclusive executive exhibit
exit expert export express extended extra eye face fact factor facts failure fair fall family farm fast fault feature
features federal fee feedback fees field fifth file filter final financial finding fine fire fiscal fish fit fixed flag
flat fleet flight flood floor flow focus folder follow food foot foreign form formal format forward frame framework fraud
free freight frequently fresh front fuel full function fund funds future gap gas gate general gift glass global goal
gold goods grade grand gross ground growth guarantee guarantor guest guidance guide guidelines hand handbook hard head
heading heart heat heavy height help hidden high history hold holder holders holiday home hot hour hours housing human ice
id idea image impact import inbox incident income increase index individual industrial industry information initial injury
input inquiry inside inspection instant insured intellectual interest interface interim internal international internet
interview inventory investor invoice iron island item items job joint joints journal judgment junior key kick kind
kitchen knowledge label labor labour land language large last late latest launch law lead leader leaf league learning lease
leave ledger left legacy legal lender lenders length lessee lessor letter level liability library license lien liens life
lifetime light limit limits line link list live load loan loans local location lock log login logistics logo long loss
lost lot lower loyalty machine mail main maintenance major manual map margin mark market master match material materials
matter matters maximum meal measure medical medicine meeting member members memo memory menu merchant mercury message
method metric middle migration military mine minimum minor minute minutes mission mobile mode modern monitor monthly mother
motion motor mountain mouth move multi multiple municipal mutual my name nation national native natural nature net
network neutral next night noise nominal notes notice notices nuclear null numbers object objective obligor offer official
offline oil on-call online onset open operation operations operator option options oral orange order orders ordinary
origin original other outage output outside outstanding over overall overnight overview owner package packet page pages
panel paper parcel parent part partial participant parties partner parts pass passenger password past patch path pay
payee payer peak pension people perfect performance period periods permit person personal phase photo physical pink pipe
place planning plant plastic player plus pocket point points pool popular port portal portfolio positive post potential
power powers practice premier premises premium presence present press primary prime principal print prior private pro
problem procedure process processor product products profile profit progress project proof property proposal protocol
proxy public purchase purchaser pure purpose quality quarter quarterly queue quick race rain range rapid rate rates raw
read ready real reason receipt recent record records recovery red reduced reference refund region regional register regular
related release relief remote renewal rent rental repair repayment replacement reply reports request requests required
rescue research reserve residential resource resources response rest result results retail return returns revenue review
revised right rights ring risk road rock role roles roof root round route routine rule rules run rural safe safety sale
sample satellite scale schedule scheme science scope score screen script search season seat secondary secret section
secured security self seller senior sensor serial series server session set settings setup seventh severe shadow share
shared shareholder shares sheet shift ship shipping shop shore short side sign signal signed silent silver simple single
site sites sixth size skills small smart smoke snow social soft soil solar sole solid solo song sound source sources space
spare special specific speed split sport sports spot stable stack staff stage standard standing star start starter
startup statement static statutory steel step sterling stock stone stop storage store storm story strategic strategy
stress strike strong structure study style sub subject submission subsidiaries subsidiary success suite sun super supplier
supply surface surplus survey swap swing switch symptom symptoms synthetic table tag talk tall tank target tariff task
tasks tax taxes taxi tea tech technical temporary tenancy term terminal terms territory test tests text theme thermal third
thread threat ticket tickets tier timber timeline title token tool toolkit tools top topic total touch tour tourism town
toy track trade traffic trail training transit transport travel treasury trial trigger troubleshooting truck trustee
tunnel turn twin two type ultimate ultra under unified uniform unique unit units universal update upgrade upper urban urgent
usage use user users valid value values vehicle vendor venture version veterinary video view virtual visa vision visit
visual vital voice void volume vote voting wages waiver wall warehouse warning warranty waste watch water wave way web
website weekly weight welcome wheel white wide wild wind window windows wine wire wireless wise women wood word work worker
workers workflow working workplace works workshop world worldwide vitamin hepatitis annex appendix hundred thousand million billion dozen ten twenty thirty forty fifty sixty seventy eighty ninety one three four
five seven eight nine dollars dollar euros euro pounds cents percent signature authorized authorised limited allowance
assurance attendance audience balance clearance compliance conference confidence dependence difference distance evidence
excellence existence experience finance governance grievance guidance independence influence insurance intelligence licence
maintenance performance preference presence provenance reference relevance residence resilience resistance science sentence
sequence severance significance substance surveillance tolerance variance violence binary boundary category commentary
customary dictionary directory discovery elementary factory glossary history inventory itinerary laboratory library mandatory
memory monetary necessary preliminary primary proprietary regulatory salary secondary statutory summary supplementary
temporary territory theory category voluntary year yellow yield young youth zero zone
`;

/** Lower case. */
export const everydayWords: ReadonlySet<string> = new Set(words.split(/\s+/).filter((word) => word !== ''));

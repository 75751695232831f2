/**
 * Common surnames of many cultures that are not everyday words, written down from general knowledge. They
 * make a person of an unknown given name beside them.
 */
const names = `
Abbott Abdullah Acosta Adams Adebayo Agarwal Aguilar Ahmadi Ahmed Akhtar Alexander Ali Allen Almeida Alvarez Andersen
Anderson Andersson Andrews Armstrong Arnold Arora Ashraf Atkinson Bailey Baker Banerjee Barnes Barrett Bauer Becker
Begum Bell Bennett Berg Bergmann Bernard Bhatt Bianchi Biswas Blair Boateng Brown Bruno Bryant Burke Burton Butler
Campbell Cardoso Carlson Carpenter Carroll Castillo Castro Chakraborty Chan Chang Chavez Chen Cheng Chopra Choudhury
Christensen Clark Clarke Cohen Coleman Collins Colombo Conti Contreras Cooper Costa Cruz Cunningham Dahl Das Davies Davis
Delgado Desai Diallo Diaz Diaz Dimitrov Dixon Dlamini Dominguez Dubois Duran Edwards Eriksson Esposito Evans Farrell
Ferguson Fernandes Fernandez Ferrari Ferreira Fischer Fitzgerald Flores Foster Fournier Fraser Freeman Fuchs Fujita
Gallagher Garcia Gibson Gomes Gomez Gonzales Gonzalez Goldberg Graham Griffin Gruber Guerrero Gupta Gutierrez Guzman
Haddad Hamilton Hansen Hansson Harris Harrison Hartmann Hashimoto Hayashi Hernandez Herrera Hoang Hoffman Hoffmann
Hofmann Horvath Huang Huber Hughes Hussain Hussein Ibrahim Ito Ivanov Iyer Jackson Jain Jansen Jansson Jensen Jimenez
Johansen Johansson Johnson Johnston Jones Joshi Kaminski Kapoor Karlsson Kato Kaur Kaya Keller Kelly Kennedy Khan Kim
Kimura Klein Kobayashi Koch Kovac Kovacs Kowalski Kozlov Kraus Krause Kruger Kumar Kuznetsov Lambert Larsen Larson
Lefebvre Lehmann Lewandowski Lewis Lin Lindberg Liu Lombardi Lopez Lozano Ludwig Lund MacDonald Maier Mahmoud Maldonado
Malik Marino Marshall Martin Martinez Martins Matsumoto McCarthy McDonald McKenzie Medina Mehta Meier Mendes Mendez
Mendoza Mensah Meyer Miller Mishra Mitchell Mohamed Molina Morales Moreau Moreno Moretti Morgan Morris Morrison Moyo
Mueller Muller Munoz Murphy Murray Mwangi Nair Nakamura Navarro Ndlovu Nelson Neumann Nguyen Nielsen Nilsson Novak Nowak
Obi Ochoa Okafor Okeke Okonkwo Oliveira Olsen Olsson Omondi Ortega Ortiz Osei Otieno Owens Papadopoulos Patel Patil
Pedersen Pereira Perez Peters Petersen Peterson Petrov Petrovic Pham Phillips Pires Popescu Popov Powell Quinn Rahman
Ramirez Ramos Rasmussen Rao Reddy Reyes Reynolds Ribeiro Ricci Richards Richardson Richter Rivera Roberts Robertson
Robinson Rodrigues Rodriguez Rogers Romano Romero Rossi Ruiz Russo Ryan Saito Salazar Sanchez Sanders Santana Santos Sato
Schmid Schmidt Schmitz Schneider Scholz Schroeder Schubert Schulz Schulze Schwarz Scott Sharma Shah Shaikh Sheikh Silva
Simmons Simpson Singh Smirnov Smith Soares Sokolov Sousa Souza Stefan Stephens Stevens Stewart Sullivan Suzuki Svensson
Szabo Takahashi Tanaka Teixeira Thomas Thompson Thomsen Toth Tran Tremblay Usman Vargas Vasquez Vazquez Vega Verma Vidal
Vogel Volkov Wagner Wallace Wang Watanabe Watson Weber Werner Williams Williamson Wilson Winkler Wójcik Wong Wright Wu Xu Yadav
Yamada Yamamoto Yang Yilmaz Yoshida Zhang Zhao Zhou Ziegler Zimmermann Fernández García Gómez González Hernández Jiménez
Krüger López Martínez Müller Núñez Pérez Ramírez Rodríguez Sánchez Yılmaz Kovács Szabó Tóth Nagy Horváth Dvořák Novák
`;

/** Lower case. */
export const surnames: ReadonlySet<string> = new Set(
  names
    .split(/\s+/)
    .filter((word) => word !== '')
    .map((word) => word.toLowerCase()),
);

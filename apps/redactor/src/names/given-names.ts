/**
 * Common given names of many cultures, written down from general knowledge. A list of some size, not a
 * census: names that are not here are found by titles, labels and the words around them.
 */
const names = `
Aaron Abby Abdul Abdullah Abigail Abraham Ada Adam Adele Aditi Aditya Adrian Adriana Agata Agnes Agnieszka
Ahmad Ahmed Aidan Aiden Aiko Aisha Ajay Akira Alan Alana Albert Alberto Alejandra Alejandro Aleksander
Alessandra Alessandro Alex Alexander Alexandra Alexandre Alexis Alfie Alfred Alfredo Ali Alice Alicia Alina
Alison Allan Allen Allison Alvaro Alyssa Amanda Amara Amelia Amina Amir Amit Amy Ana Anastasia Anders Andre
Andrea Andreas Andrei Andres Andrew Andrzej Andy Angela Angelica Angelo Anika Anil Anita Anja Anjali Ann Anna
Anne Annette Annie Anthony Antoine Anton Antonia Antonio Anton Anya Arjun Armando Arnold Arthur Arturo Arun
Asha Ashley Ashok Astrid Audrey Aurora Ava Axel Aylin Ayse Ayumi Barbara Bartosz Beatrice Beatriz Ben Benedict
Benjamin Bernadette Bernard Bernd Beth Bethany Betty Beverly Bianca Birgit Bjorn Bob Bogdan Boris Brad Bradley
Brandon Brenda Brendan Brent Brett Brian Bridget Britney Brittany Bruce Bruno Bryan Caitlin Caleb Callum
Cameron Camila Camille Carl Carla Carlo Carlos Carmen Carol Carolina Caroline Carolyn Carrie Catalina
Caterina Catherine Cathy Cecilia Cedric Celia Celine Cesar Chad Chandra Chantal Charles Charlie Charlotte Chen
Cheryl Chiara Chinedu Chiyo Chloe Chris Christa Christian Christina Christine Christoph Christopher Cindy Claire
Clara Claude Claudia Claudio Clemens Clement Clifford Clive Colin Colleen Connor Conor Constance Corinne
Courtney Craig Cristian Cristina Curtis Cynthia Dagmar Daisuke Damian Damien Dan Dana Daniel Daniela Danielle
Danny Daphne Darius Darren Dave David Dawid Dean Deborah Debra Deepak Delphine Denis Denise Dennis Derek Desmond
Devon Diana Diane Diego Dieter Dimitri Dinesh Divya Dmitri Dolores Dominic Dominik Dominique Donald Donna Dora
Doris Dorothy Douglas Duncan Dustin Dylan Eddie Edgar Edith Eduardo Edward Edwin Eileen Ekaterina Elaine Elena
Eleanor Eleonora Elias Elif Elijah Elisa Elisabeth Elise Elizabeth Ella Ellen Ellie Elliot Elsa Elvira Emeka
Emil Emilia Emilie Emily Emma Emmanuel Emre Enrico Enrique Eric Erica Erich Erik Erika Erin Ernest Ernesto
Esme Esteban Estelle Esther Ethan Eugene Eva Evan Evelyn Ewa Fabian Fabio Farah Fatima Federica Federico Felicia
Felipe Felix Ferdinand Fernanda Fernando Filip Filippo Finn Fiona Florian Floyd Frances Francesca Francesco
Francis Francisco Franco Francois Franz Fred Freddie Frederic Frederick Frederik Freya Friedrich Fumiko Gabriel
Gabriela Gabriella Gabrielle Gareth Gary Gavin Geoffrey George Georg Georgina Gerald Gerard Gerhard Gertrude
Giacomo Gianluca Gideon Gilbert Gina Giorgio Giovanna Giovanni Giulia Giuseppe Glenn Gloria Gonzalo Gordon Greg
Gregory Greta Grzegorz Guadalupe Guido Guillaume Guillermo Gunther Gustavo Guy Gwen Hamza Hana Hanna Hannah Hannes
Hans Harald Haruki Haruto Harriet Harry Harvey Hasan Hassan Hazel Heather Hector Heidi Heike Heiko Heinrich Heinz
Helen Helena Helene Helga Helmut Henri Henrik Henry Herbert Hermann Hilda Hiroshi Holger Holly Howard Hubert Hugh
Hugo Humberto Hussein Ian Ibrahim Ida Ignacio Igor Ikram Ines Inge Ingrid Irena Irene Irina Iris Isaac Isabel
Isabella Isabelle Ishaan Ismail Ivan Ivana Jack Jackie Jacob Jacqueline Jacques Jaime Jakob Jakub Jamal James
Jamie Jan Jana Jane Janet Janice Janine Jason Javier Jay Jayden Jean Jeanette Jeff Jeffrey Jelena Jennifer Jenny
Jens Jeremy Jerome Jerry Jesse Jessica Jesus Jill Jim Jimmy Jin Joan Joanna Joanne Joao Joaquin Jochen Jodie Joe
Joel Joerg Johan Johann Johanna Johannes John Johnny Jon Jonas Jonathan Jorge Jose Josef Josefina Joseph Josephine
Josh Joshua Joyce Juan Juana Judith Judy Julia Julian Juliana Julie Julien Juliet Juliette Julio Jun Jurgen Justin
Justine Kai Kamal Kamila Karen Karim Karin Karina Karl Karolina Kate Katarina Katarzyna Katharina Katherine
Kathleen Kathryn Kathy Katie Katja Katrin Kavita Kayla Kazuo Keiko Keith Kelly Kelsey Ken Kenji Kenneth Kerry Kevin
Khadija Khalid Kim Kimberly Kiran Kirsten Klaus Konrad Konstantin Krishna Kristen Kristian Kristin Kristina
Krzysztof Kumiko Kurt Kwame Kyle Kylie Lakshmi Lara Larissa Larry Lars Latoya Laura Lauren Laurence Laurent Layla
Lea Leah Lee Leila Lena Leo Leon Leonard Leonardo Leonie Leroy Leslie Lewis Liam Lidia Lily Lina Linda Linh Lindsay
Linus Lionel Lisa Logan Lois Lorena Lorenzo Loretta Lori Lothar Louis Louisa Louise Luc Luca Lucas Lucia Luciana
Lucie Lucy Ludmila Ludwig Luigi Luis Luisa Lukas Lukasz Luke Lydia Lynn Maciej Madeleine Madison Magdalena Mahmoud
Maja Malik Malgorzata Manfred Manoj Manon Manuel Manuela Marc Marcel Marcela Marcelo Marcia Marco Marcos Marcus
Margaret Margarita Margot Maria Mariam Mariana Marianne Marie Marina Mario Marion Marisol Marjorie Markus Marlene
Marta Martha Martin Martina Mary Maryam Mateo Mateusz Mathias Mathieu Matilda Matt Matteo Matthew Matthias Maureen
Maurice Mauricio Max Maxim Maximilian Maya Megan Mehmet Mei Melanie Melissa Mercedes Meryem Mia Michael Michaela
Michal Michel Michele Michelle Michiko Miguel Mika Mike Mikhail Milan Milena Ming Mira Miranda Miriam Mitchell
Mohamed Mohammad Mohammed Moira Molly Monica Monika Monique Morgan Moritz Moses Muhammad Mustafa Nadia Nadine
Nancy Naomi Natalia Natalie Natasha Nathan Nathaniel Neil Nelson Ngozi Nia Nicholas Nick Nicola Nicolas Nicole
Niels Nigel Nikhil Niklas Nikolai Nikolaos Nils Nina Nisha Noah Noel Noelle Noemi Nora Norbert Norma Norman Nuria
Obinna Odette Olaf Oleg Olena Olga Oliver Olivia Olivier Omar Orlando Oscar Osman Otto Owen Pablo Pamela Paolo
Pascal Patricia Patricio Patrick Patrizia Paul Paula Paulina Paulo Pavel Pawel Pedro Penelope Percy Peter Petra
Phil Philip Philipp Philippe Phillip Phoebe Phyllis Pia Pierre Pilar Piotr Pooja Pradeep Prakash Pranav Priya
Priyanka Rachel Radoslaw Rafael Rahul Raj Rajesh Ralf Ralph Ramesh Ramona Ramon Randy Raquel Rasmus Raul Ravi Raymond
Rebecca Regina Reinhard Renata Renate Rene Renee Reza Ricardo Riccardo Richard Rita Robert Roberta Roberto Robin
Rodrigo Roger Rohan Roland Rolf  Ronald Ronan Rosa Rosalind Rosario Rosemary Ross Roxanne Ruben Rudolf Rui
Rupert Ruth Ryan Sabine Sabrina Sadia Said Sakura Salma Salvatore Sam Samantha Sami Samir Samira Samuel Sandeep
Sandra Sanjay Santosh Sara Sarah Satoshi Scott Sean Sebastian Selena Selim Serena Sergei Sergey Sergio Seth Shane
Shannon Sharon Shaun Shauna Shawn Sheila Shirley Shreya Sibylle Siegfried Sigrid Silke Silvia Simon Simone Sina
Sinead Siobhan Sofia Sofie Sonia Sonja Sophia Sophie Soren Stacey Stacy Stanislaw Stefan Stefania Stefanie Stella
Stephan Stephanie Stephen Steve Steven Stuart Sue Sunita Suresh Susan Susanne Suzanne Sven Svetlana Sylvia Sylvie
Takashi Takeshi Tamara Tanja Tanya Tara Tariq Tatiana Ted Teresa Terry Thabo Theo Theodore Theresa Therese Thiago
Thomas Tiffany Tim Timothy Tina Tobias Todd Tom Tomas Tomasz Tommy Toni Tony Tracey Tracy Trevor Tristan Troy
Tyler Tyrone Udo Ulrich Ulrike Umar Ursula Usha Uwe Valentin Valentina Valeria Valerie Vanessa Vera Verena Veronica
Veronika Vicki Victor Vijay Vikram Viktor Viktoria Vincent Vincenzo Viola Virginie Vivek Vivian Vladimir Volker
Wanda Walter Wei Wendy Werner Wilhelm William Wilma Wojciech Wolfgang Xavier Xiao Xin Yan Yasmin Yasmine Ying Yolanda
Yosef Youssef Yuki Yuri Yusuf Yves Yvette Yvonne Zachary Zahra Zainab Zara Zeynep Zoe Zofia Zsofia Zuzanna
Aurélie Björn Chloé François Françoise Hélène Inés Jérôme José Jörg Jürgen Léa Łukasz María Małgorzata Mónica
Noémie Paweł René Renée Sébastien Sofía Søren Stéphane Thérèse Zoë Ángel Élodie Ömer Adél Ágnes Andrés Ástrid
`;

/** Given names that are also everyday words, months or places: they need a surname or a cue beside them. */
const ambiguous = `
Jan Jun Amber Angel April Art Ash Aspen Asia August Austin Autumn Bill Blake Brooke Brooklyn Buck Carter Chance Charity
Chase Chelsea Chip Christian Clay Cliff Colt Crystal Daisy Dale Dakota Dallas Dawn Dean Denver Destiny Drew Dusty
Earl Eden Ernest Eve Faith Faye Florence Ford Forest Frank Gene Georgia Ginger Glen Grace Grant Guy Harmony Harper
Heath Heaven Hope Houston Hunter India Israel Ivy Jade Jersey Jesus Jewel Jordan Joy
June Justice Kent King Lance Lane Laurel Lincoln London Lee Madison Major Marina Mark Mason Max May Melody 
Mercy Miles Misty Norm Olive Orlando Page Paris Pat Patience Pearl Penny Phoenix Pierce Polly Prince Reed
Rich Rick River Rob Rose Ruby Rusty Sage Savannah Scarlett Sky Sonny Stone Summer Sunny
Sydney Taylor Tanner Trinity Trent Troy Tucker Victoria Violet Virginia Wade Walker Ward Washington
 Will Willow Woody Young Zion Gay Dick Don Ed Eve Gail Jo Kitty Lou Peg Sue Van Vera
`;

const listed = (words: string): ReadonlySet<string> =>
  new Set(
    words
      .split(/\s+/)
      .filter((word) => word !== '')
      .map((word) => word.toLowerCase()),
  );

/** Lower case. */
export const givenNames: ReadonlySet<string> = listed(names);

/** Lower case; some of them stand in `givenNames` too. */
export const ambiguousNames: ReadonlySet<string> = listed(ambiguous);

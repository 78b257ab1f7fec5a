/** Names people bear in France, for fictional people. Frequent ones come first and are drawn more often. */
const words = (text: string): readonly string[] => text.trim().split(/\s*,\s*/);

export const FAMILY_NAMES = words(`Martin, Bernard, Thomas, Petit, Robert, Richard, Durand, Dubois, Moreau, Laurent, Simon, Michel, Lefebvre,
Leroy, Roux, David, Bertrand, Morel, Fournier, Girard, Bonnet, Dupont, Lambert, Fontaine, Rousseau, Vincent, Muller, Lefèvre, Faure,
André, Mercier, Blanc, Guérin, Boyer, Garnier, Chevalier, François, Legrand, Gauthier, Garcia, Perrin, Robin, Clément, Morin, Nicolas,
Henry, Roussel, Mathieu, Gautier, Masson, Marchand, Duval, Denis, Dumont, Marie, Lemaire, Noël, Meyer, Dufour, Meunier, Brun,
Blanchard, Giraud, Joly, Rivière, Lucas, Brunet, Gaillard, Barbier, Arnaud, Martinez, Gérard, Roche, Renard, Schmitt, Roy, Leroux,
Colin, Vidal, Caron, Picard, Roger, Fabre, Aubert, Lemoine, Renaud, Dumas, Lacroix, Olivier, Philippe, Bourgeois, Pierre, Benoît, Rey,
Leclerc, Payet, Rolland, Leclercq, Guillaume, Lecomte, Lopez, Jean, Dupuy, Guillot, Hubert, Berger, Carpentier, Sanchez, Dupuis,
Moulin, Louis, Deschamps, Huet, Vasseur, Perez, Boucher, Fleury, Royer, Klein, Jacquet, Adam, Paris, Poirier, Marty, Aubry, Guyot,
Carré, Charles, Renault, Charpentier, Ménard, Maillard, Baron, Bertin, Bailly, Hervé, Schneider, Fernandez, Le Gall, Collet, Léger,
Bouvier, Julien, Prévost, Millet, Perrot, Daniel, Le Roux, Cousin, Germain, Breton, Besson, Langlois, Rémy, Le Goff, Pelletier,
Lévêque, Perrier, Leblanc, Barré, Lebrun, Marchal, Weber, Mallet, Hamon, Boulanger, Jacob, Monnier, Michaud, Rodriguez, Guichard,
Gillet, Étienne, Grondin, Poulain, Tessier, Chevallier, Collin, Chauvin, Da Silva, Bouchet, Gay, Lemaître, Bénard, Maréchal, Humbert,
Reynaud, Antoine, Hoarau, Perret, Barthélemy, Cordier, Pichon, Lejeune, Gilbert, Lamy, Delaunay, Pasquier, Carlier, Laporte, Benali,
Haddad, Traoré, Diallo, N'Diaye, Diop, Koné, Camara, Cissé, Touré, Sow, Bâ, Nguyen, Tran, Pham, Le, Chen, Wang, Zhang, Kaya, Yılmaz,
Demir, Öztürk, Ferreira, Pereira, dos Santos, Rodrigues, Oliveira, Costa, Fernandes, Gomes, Kowalski, Nowak, Popescu, Ionescu, Petrov,
Rossi, Bianchi, Amrani, Belkacem, Bouzid, Cherif, Khelifi, Mansouri, Saïdi, Slimani, Zidane, El Amrani, Ben Salah, Bensaïd, Ouali,
Hamidi, Kaci, Rahmani, Toumi, Ziani, Kamara, Keïta, Sissoko, Coulibaly, Dembélé, Bamba, Ouattara, Mbaye, Fall, Gueye, Mendy, d'Almeida,
Mukendi, Kabongo, Nkosi, Okoye, O'Connor, Smith, de La Tour, Saint-Martin, Dupont-Moretti, Lefort-Diallo, L'Hermitte, Le Bihan, Le Floch, Cœuré,
Grosjean, Vasseur-Klein, Ancelin, Bazin, Besnard, Blin, Bodin, Boivin, Bonneau, Bossard, Boutin, Brault, Briand, Bruneau, Buisson,
Cadet, Camus, Chartier, Chauvet, Colas, Cornu, Courtois, Coste, Couturier, Delmas, Descamps, Diaz, Didier, Drouet, Dubreuil,
Ducrocq, Dujardin, Evrard, Ferrand, Ferry, Foucher, Fouquet, Gallet, Gaudin, Godard, Gomez, Gonzalez, Gros, Hardy, Hebert, Imbert,
Jacquot, Jourdan, Labbé, Lagarde, Laroche, Launay, Lebon, Legros, Lelièvre, Leduc, Maillot, Mary, Maurice, Merle, Millot, Navarro, Normand, Pages, Parent, Pascal,
Pineau, Poncet, Prat, Pruvost, Raymond, Renou, Ribeiro, Rigaud, Rossignol, Salmon, Samson, Sauvage, Seguin, Techer, Valentin, Vallée, Verdier, Vigneron, Voisin, Wagner`);

export const GIRLS = words(`Emma, Jade, Louise, Alice, Chloé, Lina, Léa, Manon, Rose, Anna, Inès, Camille, Lola, Zoé, Juliette, Sarah, Eva,
Jeanne, Romane, Agathe, Julia, Nina, Mila, Lou, Charlotte, Margaux, Ambre, Lucie, Clara, Louna, Léna, Léonie, Victoria, Mathilde, Elsa,
Lisa, Olivia, Inaya, Maëlys, Nour, Yasmine, Aya, Assia, Sofia, Lana, Élise, Capucine, Margot, Apolline, Adèle, Clémence, Noémie, Salomé,
Éléonore, Anaïs, Océane, Maya, Safia, Fatou, Aminata, Mariam, Aïcha, Khadija, Salma, Ines, Élif, Zeynep, Mei, Linh, Ana, Beatriz, Irina,
Gabrielle, Constance, Joséphine, Valentine, Thaïs, Cassandre, Coline, Ninon, Soline, Célia, Maïwenn, Gwenaëlle, Anne-Sophie, Marie-Lou,
Lilou, Naïma, Samia, Imane, Chaïma, Hawa, Awa, Bintou, Oumou, Rokia, Divine, Grâce, Noor, Sirine, Kenza, Dounia, Malak, Tasnim`);

export const BOYS = words(`Gabriel, Raphaël, Louis, Léo, Lucas, Adam, Jules, Hugo, Arthur, Nathan, Ethan, Paul, Liam, Nolan, Tom, Sacha,
Noah, Mohamed, Gabin, Théo, Maël, Aaron, Mathis, Timéo, Enzo, Axel, Antoine, Victor, Martin, Valentin, Robin, Rayan, Clément, Baptiste,
Maxime, Samuel, Yanis, Ibrahim, Eliott, Augustin, Simon, Thomas, Marius, Ismaël, Naël, Amir, Malo, Côme, Oscar, Gaspard, Alexandre, Evan,
Ayoub, Youssef, Imran, Kaïs, Ilyes, Bilal, Mamadou, Moussa, Ousmane, Abdoulaye, Cheikh, Souleymane, Emir, Kerem, Minh, Wei, Diego, Rafael,
Ivan, Milan, Lorenzo, Joseph, Auguste, Basile, Félix, Anatole, Célestin, Corentin, Loïc, Erwan, Titouan, Quentin, Romain, Jean-Baptiste,
Pierre-Louis, Charly, Lenny, Kylian, Wassim, Walid, Sofiane, Nassim, Mehdi, Hamza, Anis, Marwan, Dylan, Jordan, Kevin, Christ, Emmanuel`);

export const WOMEN = words(`Nathalie, Isabelle, Sandrine, Stéphanie, Céline, Sophie, Virginie, Karine, Christelle, Valérie, Aurélie, Émilie,
Julie, Laetitia, Delphine, Élodie, Hélène, Anne, Caroline, Laurence, Cécile, Véronique, Catherine, Florence, Claire, Nadia, Samira, Fatima,
Malika, Leïla, Aïssatou, Mariama, Fatoumata, Rachida, Nadège, Séverine, Magali, Audrey, Mélanie, Vanessa, Jennifer, Marie, Amandine,
Charlène, Gaëlle, Maud, Marie-Laure, Anne-Marie, Corinne, Patricia, Béatrice, Agnès, Myriam, Yamina, Houria, Soraya, Ayşe, Fatma, Thi,
Li, Maria, Paula, Elena, Oksana, Monique, Jacqueline, Chantal, Odile, Bénédicte, Marianne, Clotilde, Solène, Pauline, Marion, Elsa`);

export const MEN = words(`Nicolas, Julien, Sébastien, David, Christophe, Frédéric, Stéphane, Olivier, Laurent, Philippe, Vincent, Cédric,
Guillaume, Jérôme, Alexandre, Thierry, Pascal, Éric, Franck, Bruno, Ludovic, Fabrice, François, Benoît, Arnaud, Mathieu, Thomas, Damien,
Grégory, Xavier, Karim, Mohamed, Rachid, Ahmed, Farid, Kamel, Mourad, Saïd, Abdel, Mamadou, Ibrahima, Amadou, Boubacar, Moussa, Mehmet,
Mustafa, Van, Jian, José, Antonio, Paulo, Dmitri, Jean-Marc, Jean-Luc, Pierre, Jacques, Michel, Gérard, Yann, Loïc, Gaël, Tristan, Emmanuel,
Jean-François, Hervé, Gilles, Patrick, Régis, Samuel, Romain, Florian, Quentin, Maxime, Anthony, Mickaël, Yannick, Aurélien, Rémi`);

export const STREETS = words(`rue des Tilleuls, rue Jean-Jaurès, avenue Pablo-Picasso, rue du Moulin, boulevard de la République, rue Victor-Hugo,
allée des Acacias, rue de la Gare, place de l'Église, rue Pasteur, rue des Écoles, avenue du Général-de-Gaulle, impasse des Lilas,
rue Marie-Curie, rue Ambroise-Croizat, quai de Seine, rue Gabriel-Péri, rue de Verdun, allée Rosa-Parks, rue Henri-Barbusse,
cité des Marguerites, rue Salvador-Allende, rue des Peupliers, passage du Préau, rue Simone-Veil, avenue Joliot-Curie, rue de l'Abbé-Grégoire`);

/** Name and postal code of the communes schools stand in. */
export const TOWNS: readonly (readonly [string, string])[] = words(`Nanterre 92000, Colombes 92700, Asnières-sur-Seine 92600, Gennevilliers 92230,
Courbevoie 92400, Puteaux 92800, Suresnes 92150, Rueil-Malmaison 92500, Clichy 92110, Levallois-Perret 92300, Bagneux 92220, Malakoff 92240,
Montrouge 92120, Châtillon 92320, Clamart 92140, Antony 92160, Issy-les-Moulineaux 92130, Meudon 92190, Sèvres 92310, Fontenay-aux-Roses 92260,
Villeneuve-la-Garenne 92390, Bois-Colombes 92270, La Garenne-Colombes 92250, Châtenay-Malabry 92290, Le Plessis-Robinson 92350, Vanves 92170`).map(
	(text) => [text.slice(0, -6), text.slice(-5)] as const
);

/** Whom collèges are named after. */
export const SCHOOL_NAMES = words(`Les Tilleuls, Jean-Perrin, Évariste-Galois, Marie-Curie, Lucie-Aubrac, Jacques-Prévert, Victor-Hugo,
Louise-Michel, Henri-Wallon, Paul-Éluard, Anne-Frank, Pablo-Neruda, Simone-Veil, Maurice-Ravel, Jean-Moulin, Rosa-Parks, Albert-Camus,
Françoise-Dolto, Guy-Môquet, Robert-Doisneau, Aimé-Césaire, George-Sand, Romain-Rolland, Édouard-Vaillant, Germaine-Tillion, Alain-Fournier,
La Fontaine, Camille-Claudel, Les Bouvets, Descartes, Joséphine-Baker, Pierre-Brossolette`);

"""Countries: their names, what is of them and who lives there, and their capitals, in English.

A line is a country: ``names | adjectives and people | capitals``, separated by commas, each as it is written. Besides
the members of the United Nations there are lands that news speaks of as it does of countries, and countries that news
of the last century speaks of. Left out is what is mostly another word: Malé, the Poles, the Danes, the Kiwis.
"""

from __future__ import annotations

COUNTRIES = """\
Afghanistan | Afghan, Afghans | Kabul
Albania | Albanian, Albanians | Tirana
Algeria | Algerian, Algerians | Algiers
Andorra | Andorran, Andorrans | Andorra la Vella
Angola | Angolan, Angolans | Luanda
Antigua and Barbuda, Antigua | Antiguan, Antiguans, Barbudan, Barbudans | St. John's
Argentina | Argentine, Argentines, Argentinian, Argentinians, Argentinean | Buenos Aires
Armenia | Armenian, Armenians | Yerevan
Australia | Australian, Australians, Aussie, Aussies | Canberra
Austria | Austrian, Austrians | Vienna
Azerbaijan | Azerbaijani, Azerbaijanis, Azeri, Azeris | Baku
Bahamas, The Bahamas | Bahamian, Bahamians | Nassau
Bahrain | Bahraini, Bahrainis | Manama
Bangladesh | Bangladeshi, Bangladeshis | Dhaka, Dacca
Barbados | Barbadian, Barbadians | Bridgetown
Belarus, Byelorussia | Belarusian, Belarusians, Belarussian, Belarussians | Minsk
Belgium | Belgian, Belgians | Brussels
Belize | Belizean, Belizeans | Belmopan
Benin | Beninese, Beninois | Porto-Novo, Cotonou
Bermuda | Bermudian, Bermudians |
Bhutan | Bhutanese | Thimphu
Bolivia | Bolivian, Bolivians | La Paz, Sucre
Bosnia, Bosnia and Herzegovina, Bosnia-Herzegovina | Bosnian, Bosnians, Herzegovinian | Sarajevo
Botswana | Botswanan, Batswana, Motswana | Gaborone
Brazil | Brazilian, Brazilians | Brasilia
Brunei | Bruneian, Bruneians | Bandar Seri Begawan
Bulgaria | Bulgarian, Bulgarians | Sofia
Burkina Faso, Upper Volta | Burkinabe, Burkinese | Ouagadougou
Burundi | Burundian, Burundians | Gitega, Bujumbura
Cambodia, Kampuchea | Cambodian, Cambodians, Khmer, Khmers, Kampuchean | Phnom Penh
Cameroon | Cameroonian, Cameroonians | Yaounde
Canada | Canadian, Canadians | Ottawa
Cape Verde, Cabo Verde | Cape Verdean, Cape Verdeans | Praia
Central African Republic | Central African, Central Africans | Bangui
Chad | Chadian, Chadians | N'Djamena
Chile | Chilean, Chileans | Santiago
China, People's Republic of China, PRC | Chinese | Beijing, Peking
Colombia | Colombian, Colombians | Bogota
Comoros | Comoran, Comorans, Comorian, Comorians | Moroni
Congo, Republic of the Congo | Congolese | Brazzaville, Kinshasa
Costa Rica | Costa Rican, Costa Ricans | San Jose
Croatia | Croatian, Croatians, Croat, Croats | Zagreb
Cuba | Cuban, Cubans | Havana
Cyprus | Cypriot, Cypriots | Nicosia
Czech Republic, Czechia | Czech, Czechs | Prague
Czechoslovakia | Czechoslovak, Czechoslovaks, Czechoslovakian | Prague
Democratic Republic of the Congo, DR Congo, DRC, Zaire | Congolese, Zairean, Zairian, Zaireans | Kinshasa
Denmark | Danish | Copenhagen
Djibouti | Djiboutian, Djiboutians |
Dominica | Dominican, Dominicans | Roseau
Dominican Republic | Dominican, Dominicans | Santo Domingo
East Germany, German Democratic Republic, GDR | East German, East Germans | East Berlin
East Timor, Timor-Leste | Timorese, East Timorese | Dili
Ecuador | Ecuadorian, Ecuadorians, Ecuadorean, Ecuadoreans | Quito
Egypt | Egyptian, Egyptians | Cairo
El Salvador | Salvadoran, Salvadorans, Salvadorean, Salvadorian | San Salvador
England | English, Englishman, Englishmen, Englishwoman, Englishwomen | London
Equatorial Guinea | Equatoguinean, Equatorial Guinean | Malabo
Eritrea | Eritrean, Eritreans | Asmara
Estonia | Estonian, Estonians | Tallinn
Eswatini, Swaziland | Swazi, Swazis | Mbabane
Ethiopia | Ethiopian, Ethiopians | Addis Ababa
Falkland Islands, Falklands | Falkland Islander, Falkland Islanders |
Faroe Islands, Faroes | Faroese | Torshavn
Fiji | Fijian, Fijians | Suva
Finland | Finnish, Finn, Finns | Helsinki
France | French, Frenchman, Frenchmen, Frenchwoman, Frenchwomen | Paris
Gabon | Gabonese | Libreville
Gambia, The Gambia | Gambian, Gambians | Banjul
Georgia | Georgian, Georgians | Tbilisi
Germany | German, Germans | Berlin, Bonn
Ghana | Ghanaian, Ghanaians | Accra
Gibraltar | Gibraltarian, Gibraltarians |
Greece | Greek, Greeks, Hellenic | Athens
Greenland | Greenlandic, Greenlander, Greenlanders | Nuuk
Grenada | Grenadian, Grenadians | St. George's
Guam | Guamanian, Guamanians |
Guatemala | Guatemalan, Guatemalans | Guatemala City
Guinea | Guinean, Guineans | Conakry
Guinea-Bissau | Bissau-Guinean | Bissau
Guyana | Guyanese | Georgetown
Haiti | Haitian, Haitians | Port-au-Prince
Honduras | Honduran, Hondurans | Tegucigalpa
Hong Kong, Hongkong | Hongkonger, Hongkongers |
Hungary | Hungarian, Hungarians | Budapest
Iceland | Icelandic, Icelander, Icelanders | Reykjavik
India | Indian, Indians | New Delhi, Delhi
Indonesia | Indonesian, Indonesians | Jakarta
Iran, Persia | Iranian, Iranians, Persian, Persians | Tehran, Teheran
Iraq | Iraqi, Iraqis | Baghdad
Ireland, Irish Republic, Republic of Ireland | Irish, Irishman, Irishmen, Irishwoman, Irishwomen | Dublin
Israel | Israeli, Israelis | Jerusalem, Tel Aviv
Italy | Italian, Italians | Rome
Ivory Coast, Cote d'Ivoire | Ivorian, Ivorians, Ivoirian | Yamoussoukro, Abidjan
Jamaica | Jamaican, Jamaicans | Kingston
Japan | Japanese | Tokyo
Jordan | Jordanian, Jordanians | Amman
Kazakhstan | Kazakh, Kazakhs, Kazakhstani | Astana
Kenya | Kenyan, Kenyans | Nairobi
Kiribati | I-Kiribati | Tarawa
Korea | Korean, Koreans | Seoul, Pyongyang
Kosovo | Kosovar, Kosovars, Kosovan, Kosovans | Pristina
Kuwait | Kuwaiti, Kuwaitis | Kuwait City
Kyrgyzstan | Kyrgyz, Kyrgyzstani | Bishkek
Laos | Laotian, Laotians, Lao | Vientiane
Latvia | Latvian, Latvians | Riga
Lebanon | Lebanese | Beirut
Lesotho | Basotho, Mosotho | Maseru
Liberia | Liberian, Liberians | Monrovia
Libya | Libyan, Libyans | Tripoli
Liechtenstein | Liechtensteiner, Liechtensteiners | Vaduz
Lithuania | Lithuanian, Lithuanians | Vilnius
Luxembourg | Luxembourger, Luxembourgers, Luxembourgish, Luxembourgeois |
Macau, Macao | Macanese |
Madagascar | Malagasy, Madagascan | Antananarivo
Malawi | Malawian, Malawians | Lilongwe
Malaysia | Malaysian, Malaysians | Kuala Lumpur
Maldives, The Maldives | Maldivian, Maldivians |
Mali | Malian, Malians | Bamako
Malta | Maltese | Valletta
Marshall Islands | Marshallese | Majuro
Mauritania | Mauritanian, Mauritanians | Nouakchott
Mauritius | Mauritian, Mauritians | Port Louis
Mexico | Mexican, Mexicans | Mexico City
Micronesia | Micronesian, Micronesians | Palikir
Moldova, Moldavia | Moldovan, Moldovans, Moldavian, Moldavians | Chisinau
Monaco | Monegasque, Monegasques |
Mongolia | Mongolian, Mongolians | Ulaanbaatar, Ulan Bator
Montenegro | Montenegrin, Montenegrins | Podgorica
Morocco | Moroccan, Moroccans | Rabat
Mozambique | Mozambican, Mozambicans | Maputo
Myanmar, Burma | Burmese | Naypyidaw, Yangon, Rangoon
Namibia | Namibian, Namibians | Windhoek
Nauru | Nauruan, Nauruans | Yaren
Nepal | Nepalese, Nepali, Nepalis | Kathmandu, Katmandu
Netherlands, The Netherlands, Holland | Dutch, Dutchman, Dutchmen, Dutchwoman | Amsterdam, The Hague
New Caledonia | New Caledonian, New Caledonians | Noumea
New Zealand | New Zealander, New Zealanders | Wellington
Nicaragua | Nicaraguan, Nicaraguans | Managua
Niger | Nigerien, Nigeriens | Niamey
Nigeria | Nigerian, Nigerians | Abuja, Lagos
North Korea, DPRK | North Korean, North Koreans | Pyongyang
North Macedonia, Macedonia | Macedonian, Macedonians | Skopje
Northern Ireland, Ulster | Northern Irish | Belfast
Norway | Norwegian, Norwegians | Oslo
Oman | Omani, Omanis | Muscat
Pakistan | Pakistani, Pakistanis | Islamabad
Palau | Palauan, Palauans | Ngerulmud
Palestine, Palestinian Territories | Palestinian, Palestinians | Ramallah
Panama | Panamanian, Panamanians | Panama City
Papua New Guinea | Papua New Guinean, Papua New Guineans, Papuan, Papuans | Port Moresby
Paraguay | Paraguayan, Paraguayans | Asuncion
Peru | Peruvian, Peruvians | Lima
Philippines, The Philippines | Philippine, Filipino, Filipinos, Filipina, Filipinas | Manila
Poland | Polish | Warsaw
Portugal | Portuguese | Lisbon
Puerto Rico | Puerto Rican, Puerto Ricans | San Juan
Qatar | Qatari, Qataris | Doha
Romania, Rumania | Romanian, Romanians, Rumanian, Rumanians | Bucharest
Russia, Russian Federation | Russian, Russians | Moscow
Rwanda | Rwandan, Rwandans, Rwandese | Kigali
Saint Kitts and Nevis, St. Kitts and Nevis, St. Kitts | Kittitian, Kittitians, Nevisian, Nevisians | Basseterre
Saint Lucia, St. Lucia | Saint Lucian, St. Lucian | Castries
Saint Vincent and the Grenadines, St. Vincent and the Grenadines | Vincentian, Vincentians | Kingstown
Samoa, Western Samoa | Samoan, Samoans | Apia
San Marino | Sammarinese |
Sao Tome and Principe, Sao Tome | Sao Tomean, Santomean |
Saudi Arabia | Saudi, Saudis, Saudi Arabian, Saudi Arabians | Riyadh
Scotland | Scottish, Scot, Scots, Scotsman, Scotswoman | Edinburgh
Senegal | Senegalese | Dakar
Serbia | Serbian, Serbians, Serb, Serbs | Belgrade
Seychelles | Seychellois |
Sierra Leone | Sierra Leonean, Sierra Leoneans | Freetown
Singapore | Singaporean, Singaporeans |
Slovakia, Slovak Republic | Slovak, Slovaks, Slovakian | Bratislava
Slovenia | Slovenian, Slovenians, Slovene, Slovenes | Ljubljana
Solomon Islands | Solomon Islander, Solomon Islanders | Honiara
Somalia | Somali, Somalis, Somalian | Mogadishu
South Africa | South African, South Africans | Pretoria, Cape Town
South Korea, Republic of Korea, ROK | South Korean, South Koreans | Seoul
South Sudan | South Sudanese | Juba
Soviet Union, USSR | Soviet, Soviets | Moscow
Spain | Spanish, Spaniard, Spaniards | Madrid
Sri Lanka, Ceylon | Sri Lankan, Sri Lankans, Ceylonese | Colombo
Sudan | Sudanese | Khartoum
Suriname, Surinam | Surinamese | Paramaribo
Sweden | Swedish, Swede, Swedes | Stockholm
Switzerland | Swiss | Bern, Berne
Syria | Syrian, Syrians | Damascus
Taiwan | Taiwanese | Taipei
Tajikistan | Tajik, Tajiks, Tajikistani | Dushanbe
Tanzania | Tanzanian, Tanzanians | Dodoma, Dar es Salaam
Thailand | Thai, Thais | Bangkok
Tibet | Tibetan, Tibetans | Lhasa
Togo | Togolese | Lome
Tonga | Tongan, Tongans | Nuku'alofa
Trinidad and Tobago, Trinidad | Trinidadian, Trinidadians, Tobagonian | Port of Spain
Tunisia | Tunisian, Tunisians | Tunis
Turkey, Turkiye | Turkish, Turk, Turks | Ankara
Turkmenistan | Turkmen, Turkmens | Ashgabat
Tuvalu | Tuvaluan, Tuvaluans | Funafuti
Uganda | Ugandan, Ugandans | Kampala
Ukraine | Ukrainian, Ukrainians | Kyiv, Kiev
United Arab Emirates, UAE, Emirates | Emirati, Emiratis | Abu Dhabi
United Kingdom, UK, U.K., Britain, Great Britain | British, Briton, Britons, Brit, Brits | London
United States, US, U.S., USA, U.S.A., United States of America, America | American, Americans | Washington
Uruguay | Uruguayan, Uruguayans | Montevideo
Uzbekistan | Uzbek, Uzbeks, Uzbekistani | Tashkent
Vanuatu | Vanuatuan, Ni-Vanuatu | Port Vila
Vatican, Holy See, Vatican City | |
Venezuela | Venezuelan, Venezuelans | Caracas
Vietnam, Viet Nam | Vietnamese | Hanoi
Wales | Welsh, Welshman, Welshmen, Welshwoman | Cardiff
West Germany, Federal Republic of Germany | West German, West Germans | Bonn
Western Sahara | Sahrawi, Sahrawis |
Yemen | Yemeni, Yemenis | Sanaa
Yugoslavia | Yugoslav, Yugoslavs, Yugoslavian | Belgrade
Zambia | Zambian, Zambians | Lusaka
Zimbabwe, Rhodesia | Zimbabwean, Zimbabweans, Rhodesian, Rhodesians | Harare
"""

EVERYDAY = frozenset({"polish"})
"""Names that are everyday words in small letters, and are no names then. (US and us are told apart by the analysis.)"""

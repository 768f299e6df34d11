// The table of names that columns have in exports, by what they mean. One line for each language or family of them, in the
// order: English, German, Swedish, Norwegian, Danish, Finnish, Dutch, French, Spanish, Italian, Portuguese, Polish, Czech,
// Slovak, Hungarian, Romanian, Slovenian and Croatian, the Baltic languages, Greek.
// Case, accents, blanks and marks do not count ("E-Mail Adresse" is "emailadresse"), so each name stands here once.
// A question mark before a name says that it is used for other things too ("state" is a region or a condition).
#include "mapping_synonyms.hpp"

namespace muster {
namespace {

constexpr ConceptWords table[] = {
    {Concept::email,
     "email|e-mail|mail|email address|e-mail address|emailaddr|email id|mail address|electronic mail|"
     "email addresses|smtp address|mailadresse|e-mail-adresse|email-adresse|mailanschrift|e-post|epost|"
     "epostadress|e-postadress|mejl|mejladress|mailadress|e-mailadress|epostadresse|e-postadresse|mailadr|"
     "emailadr|sähköposti|sähköpostiosoite|s-posti|e-mailadres|emailadres|mailadres|courriel|adresse courriel|"
     "adresse email|adresse e-mail|adresse mail|adresse électronique|mél|correo|correo electrónico|"
     "dirección de correo|dirección de correo electrónico|direccion email|posta elettronica|indirizzo email|"
     "indirizzo e-mail|indirizzo di posta elettronica|indirizzo mail|correio electrónico|correio eletrônico|"
     "endereço de email|endereço de e-mail|endereço email|adres email|adres e-mail|poczta|"
     "adres poczty elektronicznej|poczta elektroniczna|e-mailová adresa|emailová adresa|mailová adresa|e-mail cím|"
     "email cím|e-mailcím|adresă de email|adresa email|adresă e-mail|e-naslov|elektronski naslov|e-pošta|epasts|"
     "e-pasts|e-pasta adrese|el. paštas|el. pašto adresas|e-posti aadress|meiliaadress|netfang|tölvupóstur|"
     "ηλεκτρονικό ταχυδρομείο|διεύθυνση email|email 1|primary email|work email|email work|?email home|?email privat|"
     "e-mail 1|mail 1|?mail privat|mail professionnel|emails|e-mails|email addr"},
    {Concept::first_name,
     "first name|firstname|fname|given name|forename|christian name|?first|given names|first names|givenname|"
     "vorname|vornamen|rufname|vname|förnamn|tilltalsnamn|fornamn|fornavn|etunimi|etunimet|kutsumanimi|voornaam|"
     "roepnaam|voornamen|prénom|prénoms|nombre de pila|primer nombre|nombres|nome di battesimo|primo nome|"
     "primeiro nome|nome próprio|imię|imiona|imie|křestní jméno|krstné meno|keresztnév|utónév|prenume|osebno ime|"
     "eesnimi|skírnarnafn|eiginnafn|førenamn|preferred first name|legal first name|forenames|vornamen (rufname)"},
    {Concept::last_name,
     "last name|lastname|lname|surname|family name|?last|familyname|sname|sur name|second name|last names|"
     "nachname|familienname|zuname|nname|nachnamen|efternamn|etternavn|efternavn|slektsnavn|sukunimi|achternaam|"
     "familienaam|nom de famille|patronyme|apellido|apellidos|primer apellido|cognome|cognomi|apelido|sobrenome|"
     "último nome|nazwisko|příjmení|priezvisko|vezetéknév|családnév|nume de familie|priimek|prezime|uzvārds|"
     "pavardė|perekonnanimi|eftirnafn|kenninafn|επώνυμο|επίθετο|efternavne|surnames|legal last name"},
    // Of the whole name, or of the part for which there is no other column.
    {Concept::name,
     "name|namn|navn|nimi|naam|nom|nombre|nome|név|nume|jméno|meno|ime|nafn|όνομα|vārds|vardas"},
    {Concept::full_name,
     "full name|fullname|display name|contact name|person name|complete name|customer name|recipient name|"
     "attendee name|subscriber name|member name|client name|first and last name|real name|your name|?contact|"
     "contact person|attendee|vollständiger name|ansprechpartner|kundenname|kontaktperson|vor- und nachname|"
     "name vorname|vorname nachname|vorname name|nachname vorname|anzeigename|vollname|teilnehmer|teilnehmername|"
     "fullständigt namn|kontaktnamn|för- och efternamn|hela namnet|fullt navn|fulde navn|kontaktnavn|"
     "for- og etternavn|koko nimi|yhteyshenkilö|volledige naam|contactpersoon|nom complet|nom et prénom|"
     "nom prénom|prénom nom|prénom et nom|nom du contact|nombre completo|nombre y apellidos|nombre y apellido|"
     "nombre apellidos|nombre del contacto|persona de contacto|nome completo|nome e cognome|nome cognome|"
     "cognome e nome|nominativo|referente|nome do contacto|nome do contato|nome e apelido|nome e sobrenome|"
     "imię i nazwisko|nazwisko i imię|pełne imię i nazwisko|celé jméno|jméno a příjmení|příjmení a jméno|"
     "meno a priezvisko|teljes név|nume complet|nume și prenume|ime in priimek|ime i prezime|vārds uzvārds|"
     "vardas pavardė|vardas ir pavardė|täisnimi|fullt nafn|ονοματεπώνυμο"},
    {Concept::middle_name,
     "middle name|middlename|second given name|additional name|zweiter vorname|mellannamn|mellomnavn|mellemnavn|"
     "tussenvoegsel|deuxième prénom|segundo nombre|secondo nome|segundo nome|drugie imię|prostřední jméno"},
    {Concept::salutation,
     "salutation|greeting|mr mrs|mr/ms|courtesy title|?prefix|name prefix|form of address|honorific|"
     "honorific prefix|anrede|briefanrede|anredeform|hälsningsfras|titulering|tilltal|tiltale|puhuttelu|aanhef|"
     "aanspreking|civilité|formule d'appel|tratamiento|saludo|appellativo|tratamento|saudação|"
     "zwrot grzecznościowy|forma grzecznościowa|oslovení|oslovenie|megszólítás|formulă de adresare|nagovor|"
     "social title|titre de civilité|civility|mr/mrs|herr/frau|anredekennzeichen"},
    {Concept::academic_title,
     "?title|?titel|academic title|akademischer titel|akad. titel|?tittel|?titre|?título|?titolo|?tytuł|titul|?arvo|"
     "?titteli|titulus|titlu"},
    {Concept::gender,
     "gender|sex|geschlecht|kön|kjønn|køn|sukupuoli|geslacht|sexe|genre|sexo|género|gênero|genere|sesso|płeć|"
     "pohlaví|pohlavie|nem|gen|spol|dzimums|lytis|sugu|kyn|φύλο"},
    {Concept::phone,
     "phone|phone number|telephone|telephone number|tel|tel no|tel number|phone no|telno|phonenumber|landline|"
     "?home phone|work phone|business phone|daytime phone|office phone|main phone|contact number|contact phone|"
     "phone landline|fixed line|telefon|telefonnummer|telefon nr|tel nr|rufnummer|festnetz|festnetznummer|"
     "?telefon privat|telefon geschäftlich|?tel privat|telefonnr|fon|tel dienstlich|telefon dienstlich|"
     "telefon festnetz|tfn|telefonnummer arbete|?hemtelefon|tlf|tlf nr|tlfnr|?telefonnummer privat|puhelin|"
     "puhelinnumero|puh|puhelinnro|telefoon|telefoonnummer|tel nummer|vaste telefoon|téléphone|"
     "numéro de téléphone|tél|téléphone fixe|n° de téléphone|no de téléphone|n° téléphone|teléfono|"
     "número de teléfono|teléfono fijo|tel fijo|telefono|numero di telefono|telefono fisso|recapito telefonico|"
     "telefone|número de telefone|telefone fixo|numer telefonu|nr telefonu|nr tel|telefon stacjonarny|"
     "telefonní číslo|číslo telefonu|tel číslo|telefónne číslo|telefonszám|număr de telefon|nr telefon|"
     "telefonska številka|broj telefona|tālrunis|telefona numurs|telefonas|telefono numeris|telefoninumber|sími|"
     "símanúmer|τηλέφωνο|company phone|phone 1|primary phone|telephone 1|tel 1|telefon 1|phone work|?phone home|"
     "telefon arbeit|?telefon zuhause|tel. gesch.|?telefon hem|telefon arbete"},
    {Concept::mobile,
     "mobile|mobile phone|mobile number|cell|cell phone|cellphone|cell number|mobile no|msisdn|?sms|sms number|"
     "mobile phone number|whatsapp|mobilephone|mobile telephone|handy|handynummer|mobil|mobiltelefon|mobilnummer|"
     "handy nr|mobilfunk|mobilfunknummer|mobilrufnummer|natel|mobilnr|mobiltelefonnummer|mobilnummer sms|mobiltlf|"
     "gsm|gsm numero|matkapuhelin|kännykkä|matkapuhelinnumero|mobiel|mobiele telefoon|mobiel nummer|gsm nummer|"
     "mobiele nummer|06 nummer|portable|téléphone portable|téléphone mobile|numéro de portable|tél portable|"
     "tél mobile|mobile portable|móvil|teléfono móvil|celular|teléfono celular|número de móvil|cellulare|"
     "telefono cellulare|numero di cellulare|tel cellulare|telemóvel|telefone celular|número de telemóvel|"
     "telefon komórkowy|komórka|numer komórkowy|nr komórkowy|tel kom|mobilní telefon|mobilné číslo|"
     "mobilný telefón|mobilní číslo|mobiltelefonszám|telefon mobil|mobilni telefon|mobitel|mobilais|"
     "mobilais tālrunis|mobilus telefonas|mobiiltelefon|mobiil|farsími|gsm sími|κινητό|κινητό τηλέφωνο|mob|mob no|"
     "mobile nr|mobilnr.|gsm nr|tel mobil|telefon mobil nr"},
    {Concept::fax,
     "fax|fax number|fax no|faxnummer|telefax|telefaxnummer|faksi|télécopie|numéro de fax|número de fax|"
     "numero di fax|faks|faksnr"},
    {Concept::company,
     "company|company name|organization|organisation|organization name|organisation name|?business|business name|"
     "employer|?account|account name|firm|organisation/company|companyname|firma|firmenname|unternehmen|"
     "firmierung|betrieb|arbeitgeber|unternehmensname|firma name|firmenbezeichnung|företag|företagsnamn|bolag|"
     "bolagsnamn|kundföretag|foretak|bedrift|bedriftsnavn|firmanavn|selskap|virksomhed|virksomhedsnavn|selskab|"
     "organisasjon|arbejdsgiver|yritys|yrityksen nimi|organisaatio|yritysnimi|bedrijf|bedrijfsnaam|organisatie|"
     "firmanaam|onderneming|entreprise|société|nom de l'entreprise|raison sociale|nom de la société|organisme|"
     "employeur|empresa|nombre de la empresa|compañía|organización|razón social|azienda|società|ragione sociale|"
     "nome azienda|ditta|impresa|nome da empresa|companhia|organização|nazwa firmy|przedsiębiorstwo|organizacja|"
     "název firmy|společnost|název společnosti|organizace|spoločnosť|názov firmy|cég|cégnév|companie|nume firmă|"
     "firmă|podjetje|tvrtka|naziv tvrtke|uzņēmums|įmonė|įmonės pavadinimas|ettevõte|fyrirtæki|εταιρεία|επωνυμία"},
    {Concept::department,
     "department|dept|division|abteilung|avdelning|avdeling|afdeling|osasto|département|departamento|reparto|"
     "dział|oddělení|oddelenie|osztály|departament"},
    {Concept::job_title,
     "job title|jobtitle|job|?position|?role|occupation|profession|?function|job role|job position|beruf|funktion|"
     "berufsbezeichnung|stellenbezeichnung|tätigkeit|befattning|yrke|yrkestitel|roll|stilling|stillingsbetegnelse|"
     "tehtävänimike|ammatti|functie|beroep|functietitel|fonction|poste|métier|intitulé du poste|cargo|puesto|"
     "ocupación|profesión|ruolo|posizione|qualifica|professione|profissão|função|stanowisko|zawód|pozice|povolání|"
     "funkce|beosztás|funcție|poklic"},
    {Concept::street,
     "street|street address|address line 1|address 1|address1|addressline1|street 1|street1|address street|"
     "street name|mailing street|billing street|street and number|?road|straße|strasse|strasse nr|"
     "strasse hausnummer|straße und hausnummer|straße nr|str|adresszeile 1|gata|gatuadress|gateadresse|gate|vej|"
     "gadenavn|gade|vejnavn|katuosoite|lähiosoite|katu|postiosoite|straat|straatnaam|straat en huisnummer|"
     "adresregel 1|rue|voie|numéro et rue|adresse ligne 1|adresse 1|n° et rue|calle|dirección 1|domicilio calle|"
     "?via|indirizzo 1|via e numero civico|rua|morada 1|logradouro|ulica|ulica i numer|adres 1|ulice|"
     "ulice a číslo|ulica a číslo|utca|utca házszám|strada|stradă|iela|gatvė|tänav|heimilisfang|οδός"},
    {Concept::house_number,
     "house number|house no|street number|building number|hausnummer|hausnr|hnr|haus nr|husnummer|gatunummer|"
     "husnr|talonumero|huisnummer|huisnr|numéro de rue|numéro de voie|número de calle|numero civico|n° civico|"
     "número da porta|numer domu|nr domu|číslo popisné|číslo domu|házszám|număr stradă|hišna številka"},
    {Concept::address,
     "address|full address|postal address|mailing address|home address|addr|residential address|adresse|anschrift|"
     "postanschrift|wohnadresse|postadresse|adress|postadress|hemadress|bostadsadress|bopel|osoite|adres|"
     "adresgegevens|postadres|woonadres|adresse postale|adresse complète|adresse du domicile|dirección|domicilio|"
     "dirección postal|indirizzo|indirizzo postale|residenza|morada|endereço|morada postal|adres zamieszkania|"
     "adres korespondencyjny|adresa|poštovní adresa|cím|lakcím|postacím|adresă|naslov|aadress|adresas|adrese|"
     "διεύθυνση"},
    {Concept::postal_code,
     "zip|zip code|zipcode|postal code|postcode|?post code|postalcode|zip postal code|?postal|zip/postal code|"
     "pin code|eircode|plz|postleitzahl|postlz|postnummer|postnr|post nr|postnumero|code postal|cp|npa|"
     "código postal|cod postal|c.p.|cap|codice postale|codice di avviamento postale|cep|codpostal|kod pocztowy|"
     "psč|poštovní směrovací číslo|poštové smerovacie číslo|irányítószám|irsz|cod poștal|poštna številka|"
     "poštanski broj|pasta indekss|pašto kodas|postiindeks|sihtnumber|póstnúmer|ταχυδρομικός κώδικας|τ.κ.|"
     "postinumero|postinro"},
    {Concept::city,
     "city|town|locality|?place|city town|suburb|municipality|city/town|ort|stadt|wohnort|ortschaft|gemeinde|stad|"
     "postort|kommun|poststed|sted|?by|kommune|bynavn|kaupunki|postitoimipaikka|paikkakunta|kunta|plaats|"
     "woonplaats|gemeente|ville|localité|commune|ciudad|localidad|población|municipio|città|comune|località|"
     "cidade|localidade|município|miasto|miejscowość|město|obec|mesto|város|település|helység|oraș|localitate|"
     "grad|mjesto|pilsēta|miestas|linn|staður|πόλη"},
    {Concept::region,
     "?state|region|province|county|state province|state/province|state/region|administrative area|province code|"
     "bundesland|kanton|provinz|bundesstaat|län|landskap|fylke|lääni|maakunta|provincie|canton|région|provincia|"
     "?estado|comunidad autónoma|regione|distrito|concelho|província|województwo|okres|megye|județ|pokrajina|"
     "županija"},
    {Concept::country,
     "country|country name|country code|nation|country/region|country region|country iso|countrycode|"
     "country of residence|iso country|land|länderkürzel|länderkennzeichen|staat|herkunftsland|laenderkuerzel|"
     "ländercode|landesname|laendercode|landkod|landskod|landkode|landekode|maa|maakoodi|landcode|pays|code pays|"
     "pays de résidence|país|código de país|paese|nazione|?stato|codice paese|código do país|kraj zamieszkania|"
     "państwo|kod kraju|země|stát|kód země|krajina|štát|ország|országkód|țară|țara|država|zemlja|valsts|šalis|"
     "riik|χώρα|kraj|cntry|cntry cd|country cd|ctry|wohnland|bosättningsland|land kod"},
    {Concept::language,
     "language|lang|locale|preferred language|language code|communication language|correspondence language|"
     "languages|mother tongue|sprache|korrespondenzsprache|sprachcode|bevorzugte sprache|muttersprache|spr|språk|"
     "språkkod|språkkode|sprog|sprogkode|målform|kieli|asiointikieli|kielikoodi|äidinkieli|taal|taalcode|"
     "voorkeurstaal|langue|langue préférée|langue de correspondance|idioma|lengua|lingua|idioma preferido|língua|"
     "język|preferowany język|jazyk|preferovaný jazyk|nyelv|limbă|limba|jezik|valoda|kalba|keel|tungumál|γλώσσα"},
    {Concept::birth_date,
     "birth date|birthdate|date of birth|dob|birthday|birth day|born|birth_dt|geburtsdatum|geburtstag|geb|"
     "geb datum|geb dat|gebdatum|geboren am|geboren|geb. am|födelsedatum|födelsedag|född|fødselsdato|fødselsdag|"
     "født|syntymäaika|syntymäpäivä|geboortedatum|verjaardag|geb.datum|date de naissance|anniversaire|né le|"
     "naissance|ddn|fecha de nacimiento|cumpleaños|nacimiento|fecha nacimiento|f. nacimiento|data di nascita|"
     "compleanno|nato il|data nascita|data de nascimento|aniversário|data nascimento|nascimento|data urodzenia|"
     "urodziny|data ur|datum narození|narozeniny|dátum narodenia|születési dátum|születésnap|szül. dátum|"
     "data nașterii|zi de naștere|datum rojstva|rojstni dan|datum rođenja|dzimšanas datums|gimimo data|sünniaeg|"
     "sünnikuupäev|fæðingardagur|ημερομηνία γέννησης|fødd|né(e) le|née le|date naissance|birth|geboren op|nata il|"
     "nato/a il|data de nasc|data urodz"},
    {Concept::age,
     "age|alter|ålder|alder|ikä|leeftijd|âge|edad|età|idade|wiek|věk|vek|életkor|vârsta"},
    {Concept::signup_date,
     "signup date|sign-up date|registration date|registered|date registered|date joined|joined|join date|"
     "subscribed at|subscription date|subscribe date|date added|created|created at|creation date|date created|"
     "created date|create date|registered at|opt-in date|optin time|optin date|opt in time|customer since|"
     "member since|confirm time|?added|added at|?signup|?sign up|added on|entry date|signed up|createdate|"
     "createdat|anmeldedatum|registriert am|registrierungsdatum|anlagedatum|erstellt am|angelegt am|kunde seit|"
     "mitglied seit|eintrittsdatum|angemeldet am|erfasst am|erstelldatum|erstellungsdatum|?anmeldung|registriert|"
     "registrerad|registreringsdatum|skapad|skapad datum|anmäld|anmälningsdatum|kund sedan|medlem sedan|"
     "registrert|registreringsdato|opprettet|opprettet dato|påmeldt|kunde siden|medlem siden|tilmeldt|"
     "tilmeldingsdato|oprettet|oprettelsesdato|oprettet den|rekisteröitynyt|rekisteröitymispäivä|luotu|"
     "liittymispäivä|luontipäivä|aanmelddatum|registratiedatum|inschrijfdatum|aangemaakt|aangemaakt op|"
     "klant sinds|lid sinds|ingeschreven op|date d'inscription|inscrit le|date de création|créé le|date d'ajout|"
     "client depuis|membre depuis|date inscription|fecha de registro|fecha de alta|fecha de inscripción|"
     "fecha de creación|creado|creado el|fecha alta|cliente desde|data di iscrizione|data iscrizione|"
     "data di registrazione|data registrazione|iscritto il|data creazione|creato il|cliente dal|data de registo|"
     "data de registro|data de inscrição|data de criação|data de cadastro|criado em|data rejestracji|data zapisu|"
     "data utworzenia|data dodania|utworzono|datum registrace|vytvořeno|datum vytvoření|registrován|"
     "datum přihlášení|dátum registrácie|vytvorené|regisztráció dátuma|feliratkozás dátuma|létrehozva|"
     "data înregistrării|data înscrierii|datum registracije|datum prijave|reģistrācijas datums|registracijos data|"
     "registreerimise kuupäev|created on|created time|creation time|create time|registration time|registered on|"
     "registration timestamp|sign up time|signup time|joined on|opted in at|date of registration|enrolment date|"
     "enrollment date|inscription|inscripción fecha|fecha creación|data inscrição|data iscr|dato opprettet|"
     "dato oprettet|opprettet den|skapad den|datum skapad|datum aanmaak|datum inschrijving|date création|"
     "date création compte|anmeldezeitpunkt|eintritt|beitrittsdatum|inträdesdatum|innmeldingsdato|"
     "indmeldelsesdato|data przystąpienia|datum vstupu|date adhésion|date d'adhésion|fecha de ingreso|"
     "data de adesão|data adesione"},
    {Concept::consent,
     "consent|newsletter|opt-in|optin|opt in|subscribed|marketing consent|accepts marketing|"
     "accepts email marketing|email opt in|marketing permission|?permission|gdpr|gdpr consent|email marketing|"
     "?mailing list|newsletter subscription|newsletter opt in|email consent|?subscription|?marketing|"
     "is subscribed|accepts newsletter|agreed to marketing|einwilligung|werbeeinwilligung|newsletter abonniert|"
     "newsletteranmeldung|werbung erlaubt|datenschutz|dsgvo|zustimmung|werbeerlaubnis|newsletter-einwilligung|"
     "?mailing|samtycke|nyhetsbrev|godkänt utskick|prenumererar|prenumerant|marknadsföring|samtykke|nyhedsbrev|"
     "markedsføring|abonnerer|suostumus|uutiskirje|markkinointilupa|uutiskirjeen tilaaja|toestemming|nieuwsbrief|"
     "marketing toestemming|akkoord|?abonnee|consentement|infolettre|?abonné|abonnement newsletter|"
     "accepte la newsletter|inscrit à la newsletter|rgpd|consentimiento|boletín|suscrito|acepta publicidad|"
     "acepta newsletter|acepta marketing|consenso|consenso marketing|?iscritto|iscritto alla newsletter|?privacy|"
     "consenso newsletter|consentimento|subscrito|aceita newsletter|aceita marketing|?inscrito|zgoda|"
     "zgoda marketingowa|zgoda na newsletter|rodo|zgoda rodo|biuletyn|souhlas|odběr novinek|odběr newsletteru|"
     "souhlas gdpr|súhlas|odber noviniek|hozzájárulás|hírlevél|consimțământ|abonat|soglasje|novice|privola|"
     "piekrišana|sutikimas|nõusolek|uudiskiri|συγκατάθεση|receive marketing emails|receive newsletter|"
     "receives newsletter|wants newsletter|marketing emails|newsletter subscriber|email subscription|"
     "receive emails|email marketing consent|agrees to newsletter|newsletterempfang|newsletter erwünscht|"
     "werbezustimmung|newsletter ja/nein|tar emot nyhetsbrev|mottar nyhetsbrev|modtag nyhedsbrev|"
     "haluaa uutiskirjeen|recibir boletín|ricevi newsletter|receber newsletter|chce newsletter"},
    {Concept::consent_date,
     "consent date|gdpr date|consent timestamp|consent time|date of consent|einwilligung am|"
     "datum der einwilligung|einwilligungsdatum|samtyckesdatum|samtycke datum|samtykkedato|date du consentement|"
     "fecha de consentimiento|data consenso|data do consentimento|data zgody|datum souhlasu"},
    {Concept::url,
     "url|website|web site|?web|homepage|web page|webpage|website url|home page|?site|web address|?internet|www|"
     "webseite|internetseite|webadresse|internetadresse|internetauftritt|hemsida|webbplats|webb|webbsida|"
     "webbadress|nettside|nettsted|hjemmeside|webside|verkkosivu|kotisivu|verkkosivusto|www-sivut|webadres|"
     "webstek|site web|site internet|page web|sitio web|página web|web de la empresa|sito|sito web|sito internet|"
     "página|site da empresa|sítio web|strona www|strona internetowa|strona|adres www|webová stránka|"
     "webové stránky|webová adresa|weboldal|honlap|spletna stran|web stranica|mājaslapa|svetainė|veebileht|"
     "vefsíða|ιστοσελίδα"},
    {Concept::id,
     "id|identifier|contact id|customer id|customer number|customer no|client id|user id|userid|record id|"
     "external id|person id|member id|membership number|member number|account number|uid|guid|uuid|crm id|"
     "subscriber id|lead id|profile id|?reference|?ref|customer ref|attendee id|cust no|client number|account id|"
     "unique id|contact key|subscriber key|kundennummer|kundennr|kdnr|kd nr|kunden nr|kunden id|mitgliedsnummer|"
     "mitgliedsnr|adressnummer|debitorennummer|kontakt id|kontaktnummer|personennummer|personalnummer|debitor nr|"
     "kundnummer|kund id|medlemsnummer|kundnr|kontaktid|kundenummer|kunde id|medlemsnr|medlems id|kundenr|"
     "asiakasnumero|asiakas id|asiakastunnus|jäsennumero|tunniste|asiakasnro|klantnummer|klant id|relatienummer|"
     "lidnummer|klantnr|debiteurnummer|identifiant|numéro client|n° client|id client|code client|numéro de client|"
     "numéro d'adhérent|no client|identifiant client|?identificador|número de cliente|id cliente|"
     "código de cliente|nº cliente|número de socio|num cliente|codice cliente|numero cliente|id contatto|?codice|"
     "?identificativo|cod cliente|código cliente|número do cliente|código do cliente|id do cliente|identyfikator|"
     "numer klienta|nr klienta|id klienta|identifikátor|číslo zákazníka|id zákazníka|zákaznické číslo|"
     "číslo klienta|zákaznícke číslo|ügyfélszám|vevőkód|azonosító|cod client|številka stranke|broj kupca|"
     "klienta numurs|kliento numeris|kliendinumber|kliendi id|viðskiptamannanúmer|κωδικός πελάτη|numéro adhérent|"
     "n° adhérent|numer członkowski|nr członkowski|číslo člena|numero socio|numero tessera socio|tagság szám|"
     "member no|member nr|membership no|membership id|contact number id|personid|objectid|customerid|clientid|"
     "legacy id|crm contact id"},
    {Concept::login,
     "login|username|user name|?user|login name|loginname|screen name|account login|user login|?handle|"
     "benutzername|?benutzer|anmeldename|nutzername|loginkennung|benutzerkennung|användarnamn|?användare|"
     "inloggning|brukernavn|brugernavn|?bruker|käyttäjätunnus|käyttäjänimi|gebruikersnaam|inlognaam|?gebruiker|"
     "nom d'utilisateur|?utilisateur|pseudo|pseudonyme|identifiant de connexion|usuario|nombre de usuario|"
     "nome utente|?utente|nome de utilizador|?utilizador|usuário|nome de usuário|nazwa użytkownika|?użytkownik|"
     "uživatelské jméno|?uživatel|přihlašovací jméno|používateľské meno|felhasználónév|nume de utilizator|"
     "?utilizator|uporabniško ime|korisničko ime|lietotājvārds|naudotojo vardas|kasutajanimi|notandanafn|"
     "όνομα χρήστη"},
    {Concept::password,
     "password|passwd|pwd|pass|passphrase|passcode|user password|login password|password hash|hashed password|pin|"
     "passwort|kennwort|passwort hash|zugangscode|losungswort|lösenord|passord|adgangskode|kodeord|salasana|"
     "wachtwoord|paswoord|mot de passe|mdp|code secret|contraseña|clave|clave de acceso|parola|parola d'ordine|"
     "parola chiave|senha|palavra-passe|palavra passe|hasło|heslo|jelszó|parolă|geslo|lozinka|zaporka|parole|"
     "slaptažodis|parool|salasõna|lykilorð|aðgangsorð|κωδικός πρόσβασης|пароль|парола|лозинка|şifre"},
    {Concept::notes,
     "notes|note|comment|comments|remark|remarks|?description|memo|additional information|additional info|"
     "?message|notiz|notizen|bemerkung|bemerkungen|kommentar|anmerkung|anmerkungen|beschreibung|hinweis|"
     "anteckning|anteckningar|kommentarer|notering|noteringar|notat|notater|merknad|bemærkning|bemærkninger|"
     "beskrivelse|muistiinpanot|huomautus|kommentti|lisätiedot|huom|notitie|notities|opmerking|opmerkingen|"
     "toelichting|remarque|remarques|commentaire|commentaires|observations|notas|nota|comentario|comentarios|"
     "observaciones|commenti|commento|osservazioni|annotazioni|observações|comentário|comentários|observação|"
     "uwagi|notatki|komentarz|notatka|poznámka|poznámky|komentář|megjegyzés|megjegyzések|observații|opombe|"
     "napomena|piezīmes|pastabos|märkused|athugasemd|athugasemdir|σχόλια|σημειώσεις"},
    {Concept::tags,
     "tags|?tag|?labels|?label|?segment|?segments|?category|?categories|keywords|?interests|schlagwörter|"
     "schlagworte|?kategorie|?kategorien|stichwörter|interessen|taggar|etiketter|?kategori|?kategorier|intressen|"
     "interesser|mærker|tunnisteet|avainsanat|kiinnostukset|?categorie|trefwoorden|étiquettes|?catégorie|"
     "?catégories|mots-clés|étiquette|etiquetas|?categoría|?categorías|etiqueta|intereses|etichette|?categoria|"
     "interessi|?categorias|marcadores|interesses|tagi|etykiety|?kategoria|štítky|címkék|címke|etichete|oznake|"
     "birkas|žymos|sildid"},
    {Concept::score,
     "score|points|lead score|rating|loyalty points|member rating|punkte|punktzahl|bewertung|treuepunkte|"
     "punktestand|poäng|betyg|bonuspoäng|poeng|bonuspoint|pisteet|pistemäärä|punten|spaarpunten|"
     "points de fidélité|puntos|puntuación|puntuacion|punti|punteggio|punti fedeltà|pontos|pontuação|punkty|wynik|"
     "punktacja|skóre|pontszám|pontok|puncte|scor|točke|bodovi|punkti|taškai|punktid|stig"},
    {Concept::source,
     "source|lead source|origin|signup source|registration source|?channel|referrer|herkunft|quelle|leadquelle|"
     "källa|ursprung|kilde|lähde|bron|herkomst|origine|provenance|origen|fuente|fonte|origem|źródło|zdroj|forrás|"
     "sursă"},
    {Concept::status,
     "?status|?state of contact|contact status|?active|lead status|lifecycle stage|member status|kundenstatus|"
     "stav|stan|tila|statut|estado del contacto|stato contatto|situação|állapot"},
    {Concept::currency,
     "currency|währung|valuta|valuutta|munteenheid|devise|moneda|divisa|moeda|waluta|měna|mena|pénznem"},
};

}  // namespace

const std::span<const ConceptWords> concept_words{table};

const std::string_view neutral_qualifiers =
    "contact|mailing|postal|address|organization|customer|client|user|person|personal|primary|main|default|member|subscriber|attendee|participant|"
    "lead|recipient|buyer|purchaser|account|profile|your|my|the|of|no|nr|number|value|field|billing|invoice|home|"
    "private|work|business|office|current|1|one|text|str|required|optional|crm|merge|c|bill|to|reg|registrant|"
    "invitee|guest|owner|donor|supporter|employee|student|kontakt|kunde|kunden|kund|benutzer|teilnehmer|"
    "empfänger|privat|geschäftlich|dienstlich|rechnung|rechnungs|rechnungsadresse|haupt|mitglied|abonnent|"
    "besteller|der|die|das|des|pflichtfeld|arbete|hem|faktura|jobb|arbeid|firma|asiakas|asiakkaan|klant|"
    "contactpersoon|facturatie|factuur|zakelijk|privé|van|de|du|le|la|facturation|personnel|professionnel|"
    "principal|del|cliente|facturación|contacto|contatto|fatturazione|di|do|da|contato|cobrança|faturação|"
    "klienta|klient|kontaktowy|zákazník|zákazníka|fakturační|osobní";

const std::string_view secondary_qualifiers =
    "2|3|4|5|second|secondary|alternative|alternate|alt|other|additional|old|previous|new|shipping|delivery|ship|"
    "partner|spouse|parent|company|emergency|manager|sales|agent|seller|vendor|event|venue|order|product|last|"
    "assistant|referrer|liefer|lieferung|lieferadresse|lieferanschrift|zweite|weitere|alternativ|ehepartner|"
    "leverans|levering|leverings|toimitus|verzending|aflever|bezorg|livraison|envío|spedizione|consegna|entrega|"
    "dostawy|dostawa|doručovací|dodací|autre|otro|otra|altro|altra|outro|outra|inny|jiný|andere|annan|annen|"
    "anden|muu";

}  // namespace muster

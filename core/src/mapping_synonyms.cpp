// Written by core/tools/synonyms.mjs from core/data/synonyms.tsv; change that.
// A question mark before a name says that it is used for other things too.
#include "mapping_synonyms.hpp"

namespace muster {
namespace {

constexpr ConceptWords table[] = {
    {Concept::email,
     "email|mail|email address|emailaddr|email id|mail address|electronic mail|email addresses|smtp address|email 1|"
     "primary email|work email|email work|?email home|mail 1|emails|mailadresse|e-mail-adresse|mailanschrift|"
     "?email privat|?mail privat|e-post|epostadress|mejl|mejladress|mailadress|e-mailadress|epostadresse|mailadr|"
     "emailadr|sähköposti|sähköpostiosoite|s-posti|e-mailadres|mailadres|courriel|adresse courriel|adresse email|"
     "adresse mail|adresse électronique|mél|mail professionnel|correo|correo electrónico|dirección de correo|"
     "dirección de correo electrónico|direccion email|posta elettronica|indirizzo email|"
     "indirizzo di posta elettronica|indirizzo mail|correio electrónico|correio eletrônico|endereço de email|"
     "endereço email|adres email|poczta|adres poczty elektronicznej|poczta elektroniczna|e-mailová adresa|"
     "mailová adresa|e-mail cím|adresă de email|adresa email|e-naslov|elektronski naslov|e-pošta|epasts|"
     "e-pasta adrese|el. paštas|el. pašto adresas|e-posti aadress|meiliaadress|netfang|tölvupóstur|"
     "ηλεκτρονικό ταχυδρομείο|διεύθυνση email"},
    {Concept::first_name,
     "first name|fname|given name|forename|christian name|?first|given names|first names|preferred first name|"
     "legal first name|forenames|vorname|vornamen|rufname|vname|vornamen (rufname)|förnamn|tilltalsnamn|fornavn|"
     "etunimi|etunimet|kutsumanimi|voornaam|roepnaam|voornamen|prénom|prénoms|nombre de pila|primer nombre|nombres|"
     "nome di battesimo|primo nome|primeiro nome|nome próprio|imię|imiona|křestní jméno|krstné meno|keresztnév|"
     "utónév|prenume|osebno ime|eesnimi|skírnarnafn|eiginnafn|førenamn"},
    {Concept::last_name,
     "last name|lname|surname|family name|?last|sname|second name|last names|surnames|legal last name|nachname|"
     "familienname|zuname|nname|nachnamen|efternamn|etternavn|efternavn|efternavne|slektsnavn|sukunimi|achternaam|"
     "familienaam|nom de famille|patronyme|apellido|apellidos|primer apellido|cognome|cognomi|apelido|sobrenome|"
     "último nome|nazwisko|příjmení|priezvisko|vezetéknév|családnév|nume de familie|priimek|prezime|uzvārds|pavardė|"
     "perekonnanimi|eftirnafn|kenninafn|επώνυμο|επίθετο"},
    {Concept::name,
     "name|namn|navn|nimi|naam|nom|nombre|nome|név|nume|jméno|meno|ime|nafn|όνομα|vārds|vardas"},
    {Concept::full_name,
     "full name|display name|contact name|company contact name|person name|complete name|customer name|"
     "recipient name|attendee name|subscriber name|member name|client name|first and last name|real name|your name|"
     "?contact|contact person|attendee|vollständiger name|ansprechpartner|kundenname|kontaktperson|vor- und nachname|"
     "name vorname|vorname nachname|vorname name|nachname vorname|anzeigename|vollname|teilnehmer|teilnehmername|"
     "ansprechperson|fullständigt namn|kontaktnamn|för- och efternamn|hela namnet|fullt navn|kontaktnavn|"
     "for- og etternavn|fulde navn|koko nimi|yhteyshenkilö|volledige naam|contactpersoon|persoon|nom complet|"
     "nom et prénom|nom prénom|prénom nom|prénom et nom|nom du contact|interlocuteur|personne de contact|"
     "nombre completo|nombre y apellidos|nombre y apellido|nombre apellidos|nombre del contacto|persona de contacto|"
     "?cliente|?contacto|nome completo|nome e cognome|nome cognome|cognome e nome|nominativo|referente|"
     "persona di riferimento|nome do contacto|nome do contato|nome e apelido|nome e sobrenome|?contato|"
     "imię i nazwisko|nazwisko i imię|pełne imię i nazwisko|imię i nazwisko adresata|osoba kontaktowa|"
     "osoba do kontaktu|celé jméno|jméno a příjmení|příjmení a jméno|kontaktní osoba|meno a priezvisko|teljes név|"
     "nume complet|nume și prenume|ime in priimek|ime i prezime|vārds uzvārds|vardas pavardė|vardas ir pavardė|"
     "täisnimi|fullt nafn|ονοματεπώνυμο"},
    {Concept::middle_name,
     "middle name|second given name|additional name|zweiter vorname|mellannamn|mellomnavn|mellemnavn|tussenvoegsel|"
     "deuxième prénom|segundo nombre|secondo nome|segundo nome|drugie imię|prostřední jméno"},
    {Concept::salutation,
     "salutation|greeting|mr mrs|mr/ms|courtesy title|?prefix|name prefix|form of address|honorific|honorific prefix|"
     "social title|civility|anrede|briefanrede|anredeform|herr/frau|anredekennzeichen|hälsningsfras|titulering|"
     "tilltal|tiltale|puhuttelu|aanhef|aanspreking|civilité|formule d'appel|titre de civilité|tratamiento|saludo|"
     "appellativo|tratamento|saudação|zwrot grzecznościowy|forma grzecznościowa|oslovení|oslovenie|megszólítás|"
     "formulă de adresare|nagovor"},
    {Concept::academic_title,
     "?title|academic title|?titel|akademischer titel|akad. titel|?tittel|?titre|?título|?titolo|?tytuł|titul|?arvo|"
     "?titteli|titulus|titlu"},
    {Concept::gender,
     "gender|sex|geschlecht|kön|eget kön|kjønn|køn|sukupuoli|geslacht|geslacht m/v|sexe|genre|sexo|género|genere|"
     "sesso|płeć|pohlaví|pohlavie|nem|gen|spol|dzimums|lytis|sugu|kyn|φύλο"},
    {Concept::phone,
     "phone|phone number|telephone|telephone number|tel|tel no|tel number|phone no|landline|?home phone|work phone|"
     "business phone|daytime phone|office phone|main phone|contact number|contact phone|phone landline|fixed line|"
     "company phone|phone 1|primary phone|telephone 1|tel 1|phone work|?phone home|telefon|telefonnummer|telefon nr|"
     "tel nr|rufnummer|festnetz|festnetznummer|?telefon privat|telefon geschäftlich|?tel privat|fon|tel dienstlich|"
     "telefon dienstlich|telefon festnetz|telefon 1|telefon arbeit|?telefon zuhause|tel. gesch.|tfn|"
     "telefonnummer arbete|?hemtelefon|?telefon hem|telefon arbete|telefon dag|tlf|tlf nr|?telefonnummer privat|"
     "puhelin|puhelinnumero|puh|puhelinnro|telefoon|telefoonnummer|tel nummer|vaste telefoon|numéro de téléphone|"
     "téléphone fixe|n° de téléphone|no de téléphone|n° téléphone|teléfono|número de teléfono|teléfono fijo|tel fijo|"
     "numero di telefono|telefono fisso|recapito telefonico|n telefonico|numero telefonico|telefone|"
     "número de telefone|telefone fixo|numer telefonu|nr telefonu|nr tel|telefon stacjonarny|tel stacjonarny|"
     "telefonní číslo|číslo telefonu|tel číslo|telefónne číslo|telefonszám|număr de telefon|nr telefon|"
     "telefonska številka|broj telefona|tālrunis|telefona numurs|telefonas|telefono numeris|telefoninumber|sími|"
     "símanúmer|τηλέφωνο"},
    {Concept::mobile,
     "mobile|mobile phone|mobile number|cell|cell phone|cell number|mobile no|msisdn|?sms|sms number|"
     "mobile phone number|whatsapp|mobile telephone|mob|mob no|mobile nr|handy|handynummer|mobil|mobiltelefon|"
     "mobilnummer|handy nr|mobilfunk|mobilfunknummer|mobilrufnummer|natel|tel mobil|mobiltel|mobilnr|"
     "mobiltelefonnummer|mobilnummer sms|mobiltlf|gsm|gsm numero|matkapuhelin|kännykkä|matkapuhelinnumero|mobiel|"
     "mobiele telefoon|mobiel nummer|gsm nummer|mobiele nummer|06 nummer|gsm nr|portable|téléphone portable|"
     "téléphone mobile|numéro de portable|tél portable|tél mobile|mobile portable|móvil|teléfono móvil|celular|"
     "teléfono celular|número de móvil|cellulare|telefono cellulare|numero di cellulare|tel cellulare|telemóvel|"
     "telefone celular|número de telemóvel|telefon komórkowy|komórka|numer komórkowy|nr komórkowy|tel kom|"
     "tel. komórkowy|mobilní telefon|mobilní číslo|mobilné číslo|mobilný telefón|mobiltelefonszám|telefon mobil|"
     "telefon mobil nr|mobitel|mobilais|mobilais tālrunis|mobilus telefonas|mobiiltelefon|mobiil|farsími|gsm sími|"
     "κινητό|κινητό τηλέφωνο"},
    {Concept::fax,
     "fax|fax number|fax no|faxnummer|telefax|telefaxnummer|faksi|télécopie|numéro de fax|numero di fax|faks|faksnr"},
    {Concept::company,
     "company|company name|organization|organisation|organization name|organisation name|?business|business name|"
     "employer|?account|account name|firm|organisation/company|organization 1 name|company title|"
     "company or organization|firma|firmenname|unternehmen|firmierung|betrieb|arbeitgeber|unternehmensname|"
     "firma name|firmenbezeichnung|name der firma|firma oder organisation|name des unternehmens|"
     "name der organisation|företag|företagsnamn|bolag|bolagsnamn|kundföretag|namn på företag|företagets namn|"
     "foretak|bedrift|bedriftsnavn|firmanavn|selskap|organisasjon|navn på bedrift|virksomhed|virksomhedsnavn|selskab|"
     "arbejdsgiver|yritys|yrityksen nimi|organisaatio|yritysnimi|bedrijf|bedrijfsnaam|organisatie|firmanaam|"
     "onderneming|naam bedrijf|naam van het bedrijf|naam organisatie|naam onderneming|entreprise|société|"
     "nom de l'entreprise|raison sociale|nom de la société|organisme|employeur|nom entreprise|nom société|"
     "dénomination|dénomination sociale|entreprise société|empresa|nombre de la empresa|compañía|organización|"
     "razón social|nombre empresa|empresa u organización|nombre de la compañía|nombre comercial|azienda|società|"
     "ragione sociale|nome azienda|ditta|impresa|denominazione|nome dell'azienda|nome società|denominazione sociale|"
     "nome da empresa|companhia|organização|nome empresa|nome fantasia|razão social|denominação|denominação social|"
     "nazwa firmy|przedsiębiorstwo|organizacja|?nazwa|nazwa pełna|nazwa kontrahenta|firma nazwa|název firmy|"
     "společnost|název společnosti|organizace|?název|jméno firmy|obchodní jméno|obchodní firma|spoločnosť|"
     "názov firmy|cég|cégnév|cég neve|szervezet|companie|nume firmă|denumire firmă|nume companie|denumire|societate|"
     "podjetje|tvrtka|naziv tvrtke|uzņēmums|įmonė|įmonės pavadinimas|ettevõte|fyrirtæki|εταιρεία|επωνυμία"},
    {Concept::department,
     "department|dept|division|abteilung|avdelning|avdeling|afdeling|osasto|département|departamento|reparto|dział|"
     "oddělení|oddelenie|osztály|departament"},
    {Concept::job_title,
     "job title|job|?position|?role|occupation|profession|?function|job role|job position|organization title|beruf|"
     "funktion|berufsbezeichnung|stellenbezeichnung|tätigkeit|befattning|yrke|yrkestitel|roll|stilling|"
     "stillingsbetegnelse|tehtävänimike|ammatti|functie|beroep|functietitel|fonction|poste|métier|intitulé du poste|"
     "cargo|puesto|ocupación|profesión|ruolo|posizione|qualifica|professione|profissão|função|stanowisko|zawód|"
     "pozice|povolání|funkce|beosztás|poklic"},
    {Concept::street,
     "street|street address|address line 1|address 1|street 1|address street|street name|mailing street|"
     "billing street|street and number|?road|first line of address|address line|addr l1|add1|straße|strasse nr|"
     "strasse hausnummer|straße und hausnummer|str|adresszeile 1|adresszeile|gata|gatuadress|adressrad|gateadresse|"
     "gate|vej|gadenavn|gade|vejnavn|adresselinje|katuosoite|lähiosoite|katu|postiosoite|osoiterivi|straat|"
     "straatnaam|straat en huisnummer|adresregel 1|adresregel|rue|voie|numéro et rue|adresse ligne 1|adresse 1|"
     "n° et rue|ligne adresse 1|calle|dirección 1|domicilio calle|línea de dirección 1|?via|indirizzo 1|"
     "via e numero civico|rua|morada 1|logradouro|linha de endereço 1|ulica|ulica i numer|adres 1|ulice|"
     "ulice a číslo|ulica a číslo|utca|utca házszám|strada|iela|gatvė|tänav|heimilisfang|οδός"},
    {Concept::house_number,
     "house number|house no|street number|building number|hausnummer|hausnr|hnr|husnummer|gatunummer|husnr|"
     "talonumero|huisnummer|huisnr|numéro de rue|numéro de voie|número de calle|numero civico|n° civico|"
     "número da porta|numer domu|nr domu|číslo popisné|číslo domu|házszám|număr stradă|hišna številka"},
    {Concept::address,
     "address|full address|postal address|mailing address|home address|addr|residential address|adresse|anschrift|"
     "postanschrift|wohnadresse|postadresse|adress|postadress|hemadress|bostadsadress|bopel|osoite|adres|"
     "adresgegevens|postadres|woonadres|adresse postale|adresse complète|adresse du domicile|dirección|domicilio|"
     "dirección postal|indirizzo|indirizzo postale|residenza|morada|endereço|morada postal|adres zamieszkania|"
     "adres korespondencyjny|adresa|poštovní adresa|cím|lakcím|postacím|naslov|aadress|adresas|adrese|διεύθυνση"},
    {Concept::postal_code,
     "zip|zip code|postal code|postcode|zip postal code|?postal|pin code|eircode|plz|postleitzahl|postlz|postnummer|"
     "postnr|postnumero|postinumero|postinro|code postal|cp|npa|código postal|cod postal|cap|codice postale|"
     "codice di avviamento postale|cep|kod pocztowy|psč|poštovní směrovací číslo|poštové smerovacie číslo|"
     "irányítószám|irsz|poštna številka|poštanski broj|pasta indekss|pašto kodas|postiindeks|sihtnumber|póstnúmer|"
     "ταχυδρομικός κώδικας|τ.κ."},
    {Concept::city,
     "city|town|locality|?place|city town|suburb|municipality|ort|stadt|wohnort|ortschaft|gemeinde|stad|postort|"
     "kommun|poststed|sted|?by|kommune|bynavn|kaupunki|postitoimipaikka|paikkakunta|kunta|plaats|woonplaats|gemeente|"
     "ville|localité|commune|ciudad|localidad|población|municipio|città|comune|località|cidade|localidade|miasto|"
     "miejscowość|město|obec|város|település|helység|oraș|localitate|grad|mjesto|pilsēta|miestas|linn|staður|πόλη"},
    {Concept::region,
     "?state|region|province|county|state province|state/region|administrative area|province code|bundesland|kanton|"
     "provinz|bundesstaat|län|landskap|fylke|lääni|maakunta|provincie|canton|provincia|?estado|comunidad autónoma|"
     "regione|distrito|concelho|województwo|okres|megye|județ|pokrajina|županija"},
    {Concept::country,
     "country|country name|country code|nation|country/region|country iso|country of residence|iso country|cntry|"
     "cntry cd|country cd|ctry|country iso code|iso country code|land|länderkürzel|länderkennzeichen|staat|"
     "herkunftsland|laenderkuerzel|ländercode|landesname|laendercode|wohnland|landkod|landskod|landkode|"
     "bosättningsland|landekode|maa|maakoodi|landcode|pays|code pays|pays de résidence|país|código de país|paese|"
     "nazione|?stato|codice paese|código do país|kraj zamieszkania|państwo|kod kraju|kraj|země|stát|kód země|krajina|"
     "ország|országkód|țară|država|zemlja|valsts|šalis|riik|χώρα"},
    {Concept::language,
     "language|lang|locale|preferred language|language code|communication language|correspondence language|languages|"
     "mother tongue|sprache|korrespondenzsprache|sprachcode|bevorzugte sprache|muttersprache|spr|språk|språkkod|"
     "språkkode|sprog|sprogkode|målform|kieli|asiointikieli|kielikoodi|äidinkieli|taal|taalcode|voorkeurstaal|langue|"
     "langue préférée|langue de correspondance|idioma|lengua|idioma preferido|lingua|język|preferowany język|jazyk|"
     "preferovaný jazyk|nyelv|limbă|jezik|valoda|kalba|keel|tungumál|γλώσσα"},
    {Concept::birth_date,
     "birth date|date of birth|dob|birthday|born|birth_dt|birth|geburtsdatum|geburtstag|geb|geb datum|geb dat|"
     "geboren am|geboren|geb. am|födelsedatum|födelsedag|född|fødselsdato|fødselsdag|født|syntymäaika|syntymäpäivä|"
     "geboortedatum|verjaardag|geboren op|date de naissance|anniversaire|né le|naissance|ddn|né(e) le|date naissance|"
     "fecha de nacimiento|cumpleaños|nacimiento|fecha nacimiento|f. nacimiento|data di nascita|compleanno|nato il|"
     "data nascita|nata il|nato/a il|data de nascimento|aniversário|data nascimento|nascimento|data de nasc|"
     "data urodzenia|urodziny|data ur|data urodz|datum narození|narozeniny|dátum narodenia|születési dátum|"
     "születésnap|szül. dátum|data nașterii|zi de naștere|datum rojstva|rojstni dan|datum rođenja|dzimšanas datums|"
     "gimimo data|sünniaeg|sünnikuupäev|fæðingardagur|ημερομηνία γέννησης|fødd"},
    {Concept::age,
     "age|alter|ålder|ikä|leeftijd|edad|età|idade|wiek|věk|életkor|vârsta"},
    {Concept::signup_date,
     "signup date|registration date|registered|date registered|date joined|joined|join date|subscribed at|"
     "subscription date|subscribe date|date added|created|created at|creation date|date created|created date|"
     "create date|registered at|opt-in date|optin time|customer since|member since|confirm time|?added|added at|"
     "?signup|added on|entry date|signed up|created on|created time|creation time|create time|registration time|"
     "registered on|registration timestamp|sign up time|joined on|opted in at|date of registration|enrolment date|"
     "enrollment date|?date started|signup timestamp|timestamp signup|anmeldedatum|registriert am|"
     "registrierungsdatum|anlagedatum|erstellt am|angelegt am|kunde seit|mitglied seit|eintrittsdatum|angemeldet am|"
     "erfasst am|erstelldatum|erstellungsdatum|?anmeldung|registriert|anmeldezeitpunkt|eintritt|beitrittsdatum|"
     "registrerad|registreringsdatum|skapad|skapad datum|anmäld|anmälningsdatum|kund sedan|medlem sedan|skapad den|"
     "datum skapad|inträdesdatum|registrert|registreringsdato|opprettet|opprettet dato|påmeldt|kunde siden|"
     "medlem siden|dato opprettet|opprettet den|innmeldingsdato|tilmeldt|tilmeldingsdato|oprettet|oprettelsesdato|"
     "oprettet den|dato oprettet|indmeldelsesdato|rekisteröitynyt|rekisteröitymispäivä|luotu|liittymispäivä|"
     "luontipäivä|aanmelddatum|registratiedatum|inschrijfdatum|aangemaakt|aangemaakt op|klant sinds|lid sinds|"
     "ingeschreven op|datum aanmaak|datum inschrijving|date d'inscription|inscrit le|date de création|créé le|"
     "date d'ajout|client depuis|membre depuis|date inscription|inscription|date création|date création compte|"
     "date adhésion|date d'adhésion|fecha de registro|fecha de alta|fecha de inscripción|fecha de creación|creado|"
     "creado el|fecha alta|cliente desde|inscripción fecha|fecha creación|fecha de ingreso|data di iscrizione|"
     "data iscrizione|data di registrazione|data registrazione|iscritto il|data creazione|creato il|cliente dal|"
     "data iscr|data adesione|data de registo|data de registro|data de inscrição|data de criação|data de cadastro|"
     "criado em|data inscrição|data de adesão|data rejestracji|data zapisu|data utworzenia|data dodania|utworzono|"
     "data przystąpienia|datum registrace|vytvořeno|datum vytvoření|registrován|datum přihlášení|datum vstupu|"
     "dátum registrácie|vytvorené|regisztráció dátuma|feliratkozás dátuma|létrehozva|data înregistrării|"
     "data înscrierii|datum registracije|datum prijave|reģistrācijas datums|registracijos data|"
     "registreerimise kuupäev"},
    {Concept::consent,
     "consent|newsletter|opt-in|subscribed|marketing consent|accepts marketing|accepts email marketing|email opt in|"
     "marketing permission|?permission|gdpr|gdpr consent|email marketing|?mailing list|newsletter subscription|"
     "newsletter opt in|email consent|?subscription|?marketing|is subscribed|accepts newsletter|agreed to marketing|"
     "receive marketing emails|receive newsletter|receives newsletter|wants newsletter|marketing emails|"
     "newsletter subscriber|email subscription|receive emails|email marketing consent|agrees to newsletter|"
     "newsletter status|einwilligung|werbeeinwilligung|newsletter abonniert|newsletteranmeldung|werbung erlaubt|"
     "datenschutz|dsgvo|zustimmung|werbeerlaubnis|newsletter-einwilligung|?mailing|newsletterempfang|"
     "newsletter erwünscht|werbezustimmung|newsletter ja/nein|newsletter zustimmung|zustimmung newsletter|"
     "emailempfang|samtycke|nyhetsbrev|godkänt utskick|prenumererar|prenumerant|marknadsföring|tar emot nyhetsbrev|"
     "samtykke|mottar nyhetsbrev|nyhedsbrev|markedsføring|abonnerer|modtag nyhedsbrev|suostumus|uutiskirje|"
     "markkinointilupa|uutiskirjeen tilaaja|haluaa uutiskirjeen|toestemming|nieuwsbrief|marketing toestemming|"
     "akkoord|?abonnee|consentement|infolettre|?abonné|abonnement newsletter|accepte la newsletter|"
     "inscrit à la newsletter|rgpd|consentimiento|boletín|suscrito|acepta publicidad|acepta newsletter|"
     "acepta marketing|recibir boletín|consenso|consenso marketing|?iscritto|iscritto alla newsletter|?privacy|"
     "consenso newsletter|ricevi newsletter|consentimento|subscrito|aceita newsletter|aceita marketing|?inscrito|"
     "receber newsletter|zgoda|zgoda marketingowa|zgoda na newsletter|rodo|zgoda rodo|biuletyn|chce newsletter|"
     "souhlas|odběr novinek|odběr newsletteru|souhlas gdpr|súhlas|odber noviniek|hozzájárulás|hírlevél|consimțământ|"
     "abonat|soglasje|novice|privola|piekrišana|sutikimas|nõusolek|uudiskiri|συγκατάθεση"},
    {Concept::consent_date,
     "consent date|gdpr date|consent timestamp|consent time|date of consent|einwilligung am|datum der einwilligung|"
     "einwilligungsdatum|samtyckesdatum|samtycke datum|samtykkedato|date du consentement|fecha de consentimiento|"
     "data consenso|data do consentimento|data zgody|datum souhlasu"},
    {Concept::url,
     "url|website|?web|homepage|web page|website url|?site|web address|?internet|www|webseite|internetseite|"
     "webadresse|internetadresse|internetauftritt|hemsida|webbplats|webb|webbsida|webbadress|nettside|nettsted|"
     "hjemmeside|webside|verkkosivu|kotisivu|verkkosivusto|www-sivut|kotisivut|webadres|webstek|url website|site web|"
     "site internet|page web|sitio web|página web|web de la empresa|sito|sito web|sito internet|página|"
     "site da empresa|strona www|strona internetowa|strona|adres www|webová stránka|webové stránky|webová adresa|"
     "weboldal|honlap|spletna stran|web stranica|mājaslapa|svetainė|veebileht|vefsíða|ιστοσελίδα"},
    {Concept::id,
     "id|identifier|contact id|user id|record id|external id|person id|member id|membership number|member number|uid|"
     "guid|uuid|crm id|subscriber id|lead id|profile id|?reference|?ref|attendee id|account id|unique id|contact key|"
     "subscriber key|member no|member nr|membership no|membership id|contact number id|objectid|legacy id|"
     "crm contact id|unique number|donor number|contributor number|constituent id|mitgliedsnummer|mitgliedsnr|"
     "adressnummer|kontakt id|kontaktnummer|personalnummer|medlemsnummer|medlemsnr|medlems id|jäsennumero|tunniste|"
     "relatienummer|lidnummer|relatiecode|identifiant|numéro d'adhérent|numéro adhérent|n° adhérent|?identificador|"
     "número de socio|id contatto|?codice|?identificativo|numero socio|numero tessera socio|identyfikator|"
     "numer członkowski|nr członkowski|identifikátor|číslo člena|azonosító|tagság szám"},
    {Concept::login,
     "login|username|?user|login name|screen name|account login|user login|?handle|benutzername|?benutzer|"
     "anmeldename|nutzername|loginkennung|benutzerkennung|användarnamn|?användare|inloggning|brukernavn|brugernavn|"
     "?bruker|käyttäjätunnus|käyttäjänimi|gebruikersnaam|inlognaam|?gebruiker|nom d'utilisateur|?utilisateur|pseudo|"
     "pseudonyme|identifiant de connexion|usuario|nombre de usuario|nome utente|?utente|nome de utilizador|"
     "?utilizador|nome de usuário|nazwa użytkownika|?użytkownik|uživatelské jméno|?uživatel|přihlašovací jméno|"
     "používateľské meno|felhasználónév|nume de utilizator|?utilizator|uporabniško ime|korisničko ime|lietotājvārds|"
     "naudotojo vardas|kasutajanimi|notandanafn|όνομα χρήστη"},
    {Concept::password,
     "password|passwd|pwd|pass|passphrase|passcode|user password|login password|password hash|hashed password|pin|"
     "passwort|kennwort|passwort hash|zugangscode|losungswort|lösenord|passord|adgangskode|kodeord|salasana|"
     "wachtwoord|paswoord|mot de passe|mdp|code secret|contraseña|clave|clave de acceso|parola|parola d'ordine|"
     "parola chiave|senha|palavra-passe|hasło|heslo|jelszó|geslo|lozinka|zaporka|parole|slaptažodis|parool|salasõna|"
     "lykilorð|aðgangsorð|κωδικός πρόσβασης|пароль|парола|лозинка|şifre"},
    {Concept::notes,
     "notes|note|comment|comments|remark|remarks|?description|memo|additional information|additional info|?message|"
     "?about|?information|notiz|notizen|bemerkung|bemerkungen|kommentar|anmerkung|anmerkungen|beschreibung|hinweis|"
     "weitere informationen|anteckning|anteckningar|kommentarer|notering|noteringar|övrig info|övrig information|"
     "?övrigt|notat|notater|merknad|bemærkning|bemærkninger|beskrivelse|øvrige oplysninger|muistiinpanot|huomautus|"
     "kommentti|lisätiedot|huom|lisätietoja|notitie|notities|opmerking|opmerkingen|toelichting|remarque|remarques|"
     "commentaire|commentaires|observations|?informations|informations supplémentaires|notas|nota|comentario|"
     "comentarios|observaciones|commenti|commento|osservazioni|annotazioni|observações|observação|uwagi|notatki|"
     "komentarz|notatka|poznámka|poznámky|komentář|megjegyzés|megjegyzések|observații|opombe|napomena|piezīmes|"
     "pastabos|märkused|athugasemd|athugasemdir|σχόλια|σημειώσεις"},
    {Concept::tags,
     "tags|?tag|?labels|?label|?segment|?segments|?category|?categories|keywords|?interests|schlagwörter|schlagworte|"
     "?kategorie|?kategorien|stichwörter|interessen|taggar|etiketter|?kategori|?kategorier|intressen|interesser|"
     "mærker|tunnisteet|avainsanat|kiinnostukset|?categorie|trefwoorden|étiquettes|mots-clés|étiquette|etiquetas|"
     "?categoría|?categorías|etiqueta|intereses|etichette|interessi|marcadores|interesses|tagi|etykiety|?kategoria|"
     "štítky|címkék|címke|etichete|oznake|birkas|žymos|sildid"},
    {Concept::score,
     "score|points|lead score|rating|loyalty points|member rating|punkte|punktzahl|bewertung|treuepunkte|punktestand|"
     "poäng|betyg|bonuspoäng|poeng|bonuspoint|pisteet|pistemäärä|punten|spaarpunten|points de fidélité|puntos|"
     "puntuación|punti|punteggio|punti fedeltà|pontos|pontuação|punkty|wynik|punktacja|skóre|pontszám|pontok|puncte|"
     "scor|točke|bodovi|punkti|taškai|punktid|stig"},
    {Concept::source,
     "source|lead source|origin|signup source|registration source|?channel|referrer|herkunft|quelle|leadquelle|källa|"
     "ursprung|kilde|lähde|bron|herkomst|origine|provenance|origen|fuente|fonte|origem|źródło|zdroj|forrás|sursă"},
    {Concept::status,
     "?status|?state of contact|contact status|?active|lead status|lifecycle stage|member status|kundenstatus|stav|"
     "stan|tila|statut|estado del contacto|stato contatto|situação|állapot"},
    {Concept::currency,
     "currency|währung|valuta|valuutta|munteenheid|devise|moneda|divisa|moeda|waluta|měna|pénznem"},
    {Concept::tax_number,
     "vat number|vat id|vat no|vat|tax id|tax number|tax no|vat registration number|vat reg no|tax vat number|"
     "tax vat|vat code|vat identification number|tin|ein|abn|gstin|gst number|ust id|ust idnr|umsatzsteuer id|"
     "?steuernummer|?steuer nr|umsatzsteuer idnr|umsatzsteueridentifikationsnummer|umsatzsteuernummer|mwst nr|"
     "mwst nummer|uid nummer|momsnummer|moms|vat nummer|momsregnr|alv numero|alv|alv tunnus|alv nro|btw nummer|btw|"
     "btw nr|btw id|btw identificatienummer|numéro de tva|n° de tva|tva intracommunautaire|tva|n° tva|numéro tva|"
     "no tva|tva intracom|n° tva intracom|n° tva intracommunautaire|numéro de tva intracommunautaire|cif|?nif|?cuit|"
     "?rfc|nif iva|número de iva|cif nif|nif cif|partita iva|p iva|partita iva cf|n partita iva|nip|numer nip|nip ue|"
     "vat ue|numer vat|dič|mva nummer|mva|momsnr|nif nipc|nipc|?contribuinte|nº contribuinte|?número de contribuinte|"
     "ič dph|adószám|áfa szám|közösségi adószám|?cui|cod tva|cod fiscal|davčna številka|id za ddv|?oib|pvn numurs|"
     "pvm kodas|kmkr number|kmkr|vsk númer|αφμ"},
    {Concept::customer_number,
     "customer id|customer number|customer no|client id|customer ref|cust no|client number|customer reference|"
     "?account number|customer code|client no|client code|client ref|debtor number|kunnr|kundennummer|kundennr|kdnr|"
     "kunden id|debitorennummer|debitor nr|kundenreferenz|debitor|debitornummer|kundenkennung|kundnummer|kund id|"
     "kundnr|kundkod|kundenummer|kunde id|kundenr|asiakasnumero|asiakas id|asiakastunnus|asiakasnro|asiakaskoodi|"
     "asiakkaan numero|klantnummer|klant id|klantnr|debiteurnummer|debiteurnr|klantcode|numéro client|n° client|"
     "id client|code client|numéro de client|no client|identifiant client|référence client|num client|réf client|"
     "n° de client|no de client|número de cliente|id cliente|código de cliente|nº cliente|num cliente|"
     "referencia de cliente|referencia del cliente|nº de cliente|n° cliente|cliente id|no de cliente|codice cliente|"
     "numero cliente|cod cliente|riferimento cliente|código cliente|número do cliente|código do cliente|"
     "id do cliente|referência do cliente|nº do cliente|numer klienta|nr klienta|id klienta|kod klienta|"
     "nr kontrahenta|numer kontrahenta|číslo zákazníka|id zákazníka|zákaznické číslo|číslo klienta|číslo zák|"
     "kód zákazníka|č zákazníka|ügyfélszám|vevőkód|vevőszám|ügyfélkód|cod client|număr client|številka stranke|"
     "broj kupca|klienta numurs|kliento numeris|kliendinumber|kliendi id|viðskiptamannanúmer|κωδικός πελάτη|kundekode"},
    {Concept::company_number,
     "business id|company number|company registration number|organisation number|organization number|registration no|"
     "company reg no|company registration no|company reg number|registration number|company id|commercial register|"
     "register number|business registration number|org number|org no|handelsregisternummer|handelsregister|"
     "handelsregisternr|hrb|hrb nummer|firmenbuchnummer|registernummer|hr nummer|firmennummer|firmenbuchnr|"
     "organisationsnummer|orgnr|org nummer|organisasjonsnummer|organisasjonsnr|foretaksnummer|cvr|cvr nr|cvr nummer|"
     "virksomhedsnummer|se nummer|p nummer|y tunnus|ly tunnus|yritystunnus|kvk|kvk nummer|kvk nr|ondernemingsnummer|"
     "siret|n° siret|siren|numéro siret|numéro siren|n° siren|code siret|rcs|siret siren|code ape|code naf|ape|cnpj|"
     "inscrição estadual|regon|krs|numer regon|numer krs|ičo|ič|ičo firmy|identifikační číslo|registro mercantil|rea|"
     "numero rea|cciaa|cégjegyzékszám|nr reg com|reg com|număr registrul comerțului|matična številka|"
     "reģistrācijas numurs|įmonės kodas|registrikood"},
    {Concept::person_number,
     "personnummer|personnr|pers nr|samordningsnummer|personnummer org nr|org nr pers nr|codice fiscale|cod fiscale|"
     "cf|cod fisc|cpf|rg|cartão de cidadão|cpf cnpj|número do cpf|bilhete de identidade|pesel|numer pesel|nr dowodu|"
     "numer dowodu osobistego|personal number|personal identification number|national id|"
     "national identification number|social security number|ssn|social security no|identity number|"
     "national insurance number|ni number|passport number|identity card|sozialversicherungsnummer|sv nummer|svnr|"
     "ahv nummer|ahv nr|personalausweisnummer|ausweisnummer|steuer id|steueridentifikationsnummer|steuer idnr|"
     "reisepassnummer|fødselsnummer|fødselsnr|cpr|cpr nummer|cpr nr|henkilötunnus|hetu|sosiaaliturvatunnus|bsn|"
     "bsn nummer|burgerservicenummer|numéro de sécurité sociale|n° sécurité sociale|n° de sécurité sociale|nir|"
     "n° sécu|dni|nie|dni nie|nif dni|documento de identidad|número de dni|número de documento|cédula|pasaporte|curp|"
     "rodné číslo|číslo op|rč|személyi szám|taj szám|személyi igazolvány szám|adóazonosító jel|cnp|"
     "cod numeric personal|emšo|jmbg|personas kods|asmens kodas|isikukood|kennitala"},
};

}  // namespace

const std::span<const ConceptWords> concept_words{table};

const std::string_view neutral_qualifiers =
    "contact|mailing|postal|address|organization|customer|client|user|person|personal|primary|main|default|member|"
    "subscriber|attendee|participant|lead|recipient|buyer|purchaser|account|profile|your|my|the|of|no|nr|number|"
    "value|field|billing|invoice|home|private|work|business|office|current|1|one|text|str|required|optional|crm|"
    "merge|c|bill|to|reg|registrant|invitee|guest|owner|donor|supporter|employee|student|contributor|constituent|"
    "original|location|s|iso|respondent|applicant|candidate|visitor|patient|volunteer|delegate|speaker|passenger|"
    "resident|kontakt|kunde|kunden|kund|benutzer|teilnehmer|empfänger|privat|geschäftlich|dienstlich|rechnung|"
    "rechnungs|rechnungsadresse|haupt|mitglied|abonnent|besteller|der|die|das|des|pflichtfeld|arbeid|firma|"
    "kontaktadresse|anschrift|adresse|ansprechpartner|kontaktperson|gast|spender|bewerber|besucher|schüler|arbete|"
    "hem|faktura|kontaktadress|adress|bostad|medlem|användare|deltagare|jobb|bruker|deltaker|asiakas|asiakkaan|työ|"
    "koti|osoite|yhteyshenkilö|jäsen|jäsenen|käyttäjän|osallistuja|klant|contactpersoon|facturatie|factuur|zakelijk|"
    "privé|van|adres|werk|thuis|lid|gebruiker|deelnemer|de|du|le|la|facturation|personnel|professionnel|principal|"
    "bureau|domicile|travail|adhérent|membre|abonné|élève|l|del|cliente|facturación|contacto|dirección|trabajo|casa|"
    "persona|socio|alumno|participante|asistente|contatto|fatturazione|di|indirizzo|lavoro|ufficio|referente|utente|"
    "iscritto|partecipante|do|da|contato|cobrança|faturação|endereço|morada|trabalho|aluno|usuário|utilizador|"
    "klienta|klient|kontaktowy|osoba|kontaktowa|służbowy|domowy|członka|użytkownika|uczestnika|zákazník|zákazníka|"
    "fakturační|osobní|adresa|pracovní|kontaktní|člena|uživatele|účastníka|arbejde|hjem|bruger|deltager";

const std::string_view secondary_qualifiers =
    "2|3|4|5|second|secondary|alternative|alternate|alt|other|additional|old|previous|new|shipping|delivery|ship|"
    "partner|spouse|parent|company|emergency|manager|sales|agent|seller|vendor|event|venue|order|product|last|"
    "assistant|referrer|liefer|lieferung|lieferadresse|lieferanschrift|zweite|weitere|alternativ|ehepartner|leverans|"
    "annan|levering|leverings|annen|toimitus|muu|verzending|aflever|bezorg|andere|livraison|autre|envío|otro|otra|"
    "spedizione|consegna|altro|altra|entrega|outro|outra|dostawy|dostawa|inny|doručovací|dodací|jiný|anden";

}  // namespace muster

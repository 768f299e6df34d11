#include "letter_frequencies.hpp"

namespace muster {
namespace {

using enum LetterGroup;

// From the usual frequency tables of each language, coarsely: exact figures differ between names, streets and prose.
constexpr LanguageLetters languages[] = {
    {western, u"üäö", u"ß", u"é"},                               // German
    {western, u"é", u"èêàçâîôëï", u"ùûœü"},                      // French
    {western, u"íóáéñ", u"ú", u"üç"},                            // Spanish
    {western, u"ãçáéó", u"íõêâúô", u"àü"},                       // Portuguese
    {western, u"àèìòù", u"é", u"ó"},                             // Italian
    {western, u"óàèéíç", u"òúïü", u"ñ"},                         // Catalan
    {western, u"øåæ", u"é", u"öäü"},                             // Danish, Norwegian
    {western, u"äöå", u"é", u"üèàø"},                            // Swedish, Finnish
    {western, u"áíóöðúéþæý", u"", u"ø"},                         // Icelandic, Faroese
    {western, u"ë", u"éïüö", u"èêóä"},                           // Dutch
    {western, u"äõüö", u"", u"šž"},                              // Estonian
    {western, u"áéíóú", u"", u"è"},                              // Irish
    {central, u"łąęśżó", u"ćńź", u"ü"},                          // Polish
    {central, u"íáěéčřšž", u"ýůú", u"ťňďóöü"},                   // Czech
    {central, u"áíčšžéý", u"úľťňô", u"ďäóŕĺöü"},                 // Slovak
    {central, u"éáóöí", u"őüúű", u"ä"},                          // Hungarian
    {central, u"ăţşîâ", u"", u"éöü"},                            // Romanian
    {central, u"ćčšž", u"đ", u"éöü"},                            // Croatian, Slovene, Bosnian
    {central, u"üäö", u"ß", u"é", -2.3},                         // German
    {turkish, u"ışğüöç", u"", u"âîû"},                           // Turkish
    {turkish, u"üäö", u"ß", u"é", -4.1},                         // German
    {baltic, u"ėšųžįū", u"čąę", u"ö"},                           // Lithuanian
    {baltic, u"āīēšū", u"ņļžģčķ", u"ö"},                         // Latvian
    {baltic, u"äõüö", u"", u"šž"},                               // Estonian
    {baltic, u"łąęśżó", u"ćńź", u"ü", -2.3},                     // Polish
    {baltic, u"øåæ", u"é", u"öäü", -2.3},                        // Danish, Norwegian
    {baltic, u"üäö", u"ß", u"é", -2.3},                          // German
    {cyrillic, u"аоеинврстлк", u"дмупяьыбгзчй", u"хжшюцщэфъё"},  // Russian
    {cyrillic, u"аоинвіртеклсу", u"дмпяьбгзчйїє", u"хжшюцщфґ"},  // Ukrainian
    {cyrillic, u"аоеинтврслк", u"дмпуяъбгзчй", u"хжшюцщфь"},     // Bulgarian
    {cyrillic, u"аоеинрвсјтк", u"дмулпћбгзчшљњ", u"хжцђфџ"},      // Serbian
    {cyrillic, u"аоеинвртск", u"дјмулпбгзчшќѓ", u"хжцљњфџѕ"},    // Macedonian
    {cyrillic, u"аінвырсклед", u"оутмпяйўцьчз", u"шжэёюхгфб"},   // Belarusian
    {greek, u"αοιετσνρκς", u"πλυμηδγίόά", u"ωθχβφέήύώξζψϊϋΐΰ"},  // Greek
};

}  // namespace

std::span<const LanguageLetters> letter_frequencies() noexcept { return languages; }

}  // namespace muster

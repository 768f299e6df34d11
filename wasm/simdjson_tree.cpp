// Documents are read by simdjson on demand, and nothing asks for its tree. But its builders stand in a table of virtual
// functions, for which the linker would keep them, a twentieth of the module: its option --wrap puts these in their place.
// They are never called.
namespace muster {
namespace {

[[noreturn]] int no_tree() { __builtin_trap(); }

}  // namespace

extern "C" {

int stage_2(void* parser, void* tree) __asm__("__wrap__ZN8simdjson8fallback25dom_parser_implementation6stage2ERNS_3dom8documentE");
int stage_2(void*, void*) { return no_tree(); }

int stage_2_next(void* parser, void* tree) __asm__("__wrap__ZN8simdjson8fallback25dom_parser_implementation11stage2_nextERNS_3dom8documentE");
int stage_2_next(void*, void*) { return no_tree(); }

}  // extern "C"
}  // namespace muster

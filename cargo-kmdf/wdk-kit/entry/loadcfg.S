/*
 * The load configuration of an image with control flow guard, for x64 and ARM64.
 *
 * Code compiled with the guard calls through the two pointers below. If the load configuration names
 * them, Windows sets them to its own routines at load. Until then, and where the guard is not enforced,
 * they point to routines here that let every call pass. The linker lld makes the tables and their sizes
 * (`__guard_fids_table` and so on) and points the image's directory to `_load_config_used`.
 *
 * Source: the PE format specification, "Load Configuration Layout" and "Control Flow Guard for
 * platform security" for the directory; LLVM's CFGuard pass for the register with the target.
 */

/* No code here makes an indirect call that the guard would have to check. */
    .globl "@feat.00"
    .set "@feat.00", 0x800

    .text
    .p2align 4
check_nothing:
    ret

#ifdef __x86_64__
/* The target is in rax. */
    .p2align 4
dispatch_unchecked:
    jmp *%rax
#endif

    .section .00cfg,"dr"
    .p2align 3
    .globl __guard_check_icall_fptr
__guard_check_icall_fptr:
    .quad check_nothing
#ifdef __x86_64__
    .globl __guard_dispatch_icall_fptr
__guard_dispatch_icall_fptr:
    .quad dispatch_unchecked
#endif

    .section .rdata,"dr"
    .p2align 3
    .globl _load_config_used
_load_config_used:
    .long load_config_end - _load_config_used /* Size */
    .fill 108                                 /* offset 4: nothing that a kernel image needs */
    .quad __guard_check_icall_fptr            /* offset 112: GuardCFCheckFunctionPointer */
#ifdef __x86_64__
    .quad __guard_dispatch_icall_fptr         /* offset 120: GuardCFDispatchFunctionPointer */
#else
    .quad 0                                   /* ARM64 code calls the check only */
#endif
    .quad __guard_fids_table                  /* offset 128: GuardCFFunctionTable */
    .quad __guard_fids_count                  /* offset 136: GuardCFFunctionCount */
    .long __guard_flags                       /* offset 144: GuardFlags */
    .fill 12                                  /* offset 148: CodeIntegrity */
    .quad __guard_iat_table                   /* offset 160: GuardAddressTakenIatEntryTable */
    .quad __guard_iat_count                   /* offset 168: GuardAddressTakenIatEntryCount */
    .quad __guard_longjmp_table               /* offset 176: GuardLongJumpTargetTable */
    .quad __guard_longjmp_count               /* offset 184: GuardLongJumpTargetCount */
load_config_end:

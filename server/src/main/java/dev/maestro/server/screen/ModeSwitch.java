package dev.maestro.server.screen;

import java.util.Arrays;

/** SM, RM, DECSET and DECRST. */
final class ModeSwitch {
    private ModeSwitch() {}

    /** Switches modes of ANSI. */
    static void ansi(Emulation on, Params params, boolean set) {
        for (int i = 0; i < params.count(); i++) {
            if (params.value(i) == 4) {
                on.modes.insert = set;
            } else if (params.value(i) == 20) {
                on.modes.newLine = set;
            }
        }
    }

    /** Switches DEC's private modes. */
    static void dec(Emulation on, Params params, boolean set) {
        for (int i = 0; i < params.count(); i++) {
            int mode = params.value(i);
            if (!screen(on, mode, set) && !mouse(on.modes, mode, set)) {
                plain(on, mode, set);
            }
        }
    }

    private static boolean screen(Emulation on, int mode, boolean set) {
        switch (mode) {
            case 47, 1047 -> show(on, set);
            case 1048 -> cursor(on, set);
            case 1049 -> {
                if (set) {
                    on.saveCursor();
                }
                show(on, set);
                if (!set) {
                    on.restoreCursor();
                }
            }
            default -> {
                return false;
            }
        }
        return true;
    }

    private static void show(Emulation on, boolean alternate) {
        if (alternate) {
            on.showAlternate();
        } else {
            on.showNormal();
        }
    }

    private static void cursor(Emulation on, boolean save) {
        if (save) {
            on.saveCursor();
        } else {
            on.restoreCursor();
        }
    }

    private static boolean mouse(Modes modes, int mode, boolean set) {
        switch (mode) {
            case 9, 1000, 1002, 1003 -> modes.mouse = set ? mode : 0;
            case 1006, 1016 -> modes.mouseEncoding = set ? mode : 0;
            case 1005 -> modes.mouseUtf8 = set;
            case 1015 -> modes.mouseUrxvt = set;
            default -> {
                return false;
            }
        }
        return true;
    }

    private static void plain(Emulation on, int mode, boolean set) {
        Modes modes = on.modes;
        switch (mode) {
            case 1 -> modes.applicationCursor = set;
            case 2 -> {
                if (set) {
                    Arrays.fill(on.charsets, Charset.ASCII);
                }
            }
            case 6 -> {
                modes.origin = set;
                on.moveTo(0, 0);
            }
            case 7 -> modes.wrap = set;
            case 12 -> modes.blink = set ? 1 : -1;
            case 25 -> modes.cursorHidden = !set;
            case 45 -> modes.reverseWrap = set;
            case 66 -> modes.applicationKeypad = set;
            case 1004 -> modes.focus = set;
            case 2004 -> modes.paste = set;
            case 2026 -> modes.synchronised = set;
            default -> {}
        }
    }
}

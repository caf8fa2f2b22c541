package dev.carafe.vsphere.vim.soap;

import java.io.IOException;
import java.io.OutputStream;
import org.jspecify.annotations.Nullable;

/** Writes XML as UTF-8 through one buffer. Characters that XML cannot hold become U+FFFD. */
final class XmlOutput {
    private static final int BUFFER_BYTES = 16 << 10;

    /** The most bytes that one character becomes: an escape. */
    private static final int CHARACTER_BYTES_MAX = 6;

    private static final @Nullable String[] ESCAPES = escapes();

    private final OutputStream out;
    private final byte[] buffer = new byte[BUFFER_BYTES];
    private int used;

    XmlOutput(OutputStream out) {
        this.out = out;
    }

    /** Writes markup: ASCII only, as it is. */
    @SuppressWarnings("deprecation") // it drops what characters beyond a byte have, and there are none
    XmlOutput raw(String ascii) throws IOException {
        int length = ascii.length();
        if (length > BUFFER_BYTES) {
            throw new IllegalArgumentException("markup of " + length + " characters");
        }
        room(length);
        ascii.getBytes(0, length, buffer, used);
        used += length;
        return this;
    }

    /** Begins an element's start tag, which {@code raw(">")} ends: what thousands of elements are written with is one step. */
    @SuppressWarnings("deprecation") // as above
    XmlOutput begin(String name) throws IOException {
        int length = name.length();
        room(length + 1);
        buffer[used++] = '<';
        name.getBytes(0, length, buffer, used);
        used += length;
        return this;
    }

    /** Writes an element's end tag. */
    @SuppressWarnings("deprecation")
    XmlOutput end(String name) throws IOException {
        int length = name.length();
        room(length + 3);
        buffer[used++] = '<';
        buffer[used++] = '/';
        name.getBytes(0, length, buffer, used);
        used += length;
        buffer[used++] = '>';
        return this;
    }

    /** Writes text, in an element or in a quoted attribute. */
    XmlOutput text(String text) throws IOException {
        int length = text.length();
        if (length <= BUFFER_BYTES && isPlain(text)) {
            return raw(text);
        }
        for (int i = 0; i < length; i++) {
            room(CHARACTER_BYTES_MAX);
            char c = text.charAt(i);
            if (c < ESCAPES.length) {
                String escape = ESCAPES[c];
                if (escape == null) {
                    buffer[used++] = (byte) c;
                } else if (escape.isEmpty()) {
                    codePoint(0xFFFD);
                } else {
                    raw(escape);
                }
            } else if (Character.isHighSurrogate(c) && i + 1 < length && Character.isLowSurrogate(text.charAt(i + 1))) {
                codePoint(Character.toCodePoint(c, text.charAt(++i)));
            } else {
                codePoint(Character.isSurrogate(c) || c >= 0xFFFE ? 0xFFFD : c);
            }
        }
        return this;
    }

    /** Whether each character is written as the one byte that it is. */
    private static boolean isPlain(String text) {
        for (int i = 0; i < text.length(); i++) {
            char c = text.charAt(i);
            if (c >= ESCAPES.length || ESCAPES[c] != null) {
                return false;
            }
        }
        return true;
    }

    void flush() throws IOException {
        out.write(buffer, 0, used);
        used = 0;
        out.flush();
    }

    private void room(int bytes) throws IOException {
        if (used + bytes > BUFFER_BYTES) {
            out.write(buffer, 0, used);
            used = 0;
        }
    }

    private void codePoint(int code) {
        if (code < 0x80) {
            buffer[used++] = (byte) code;
        } else if (code < 0x800) {
            buffer[used++] = (byte) (0xC0 | (code >> 6));
            buffer[used++] = (byte) (0x80 | (code & 0x3F));
        } else if (code < 0x10000) {
            buffer[used++] = (byte) (0xE0 | (code >> 12));
            buffer[used++] = (byte) (0x80 | ((code >> 6) & 0x3F));
            buffer[used++] = (byte) (0x80 | (code & 0x3F));
        } else {
            buffer[used++] = (byte) (0xF0 | (code >> 18));
            buffer[used++] = (byte) (0x80 | ((code >> 12) & 0x3F));
            buffer[used++] = (byte) (0x80 | ((code >> 6) & 0x3F));
            buffer[used++] = (byte) (0x80 | (code & 0x3F));
        }
    }

    /** By character: null for itself, an escape, or the empty string for what XML cannot hold. */
    private static @Nullable String[] escapes() {
        @Nullable String[] escapes = new @Nullable String[0x80];
        for (int c = 0; c < ' '; c++) {
            if (c != '\n') {
                escapes[c] = "";
            }
        }
        escapes['\t'] = "&#9;";
        escapes['\r'] = "&#13;";
        escapes['&'] = "&amp;";
        escapes['<'] = "&lt;";
        escapes['>'] = "&gt;";
        escapes['"'] = "&quot;";
        return escapes;
    }
}

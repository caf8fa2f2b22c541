package dev.carafe.kubernetes.apiserver.endpoints;

import java.util.ArrayList;
import java.util.List;
import java.util.function.Consumer;

/** Warnings of one request, each once, in order. Belongs to the request's thread. */
public final class Warnings implements Consumer<String> {
    /** All warnings together, in characters; later ones are dropped, as upstream does. */
    private static final int LENGTH_MAX = 4 << 10;

    private final List<String> texts = new ArrayList<>();
    private int length;

    @Override
    public void accept(String text) {
        if (!text.isEmpty() && !texts.contains(text) && length + text.length() <= LENGTH_MAX) {
            texts.add(text);
            length += text.length();
        }
    }

    public List<String> texts() {
        return texts;
    }

    /** The value of a {@code Warning} header (RFC 7234, section 5.5): code 299, no agent. */
    static String header(String text) {
        StringBuilder out = new StringBuilder("299 - \"");
        for (int i = 0; i < text.length(); i++) {
            char c = text.charAt(i);
            if (c == '"' || c == '\\') {
                out.append('\\');
            }
            out.append(c < ' ' || c == 0x7f ? ' ' : c);
        }
        return out.append('"').toString();
    }
}

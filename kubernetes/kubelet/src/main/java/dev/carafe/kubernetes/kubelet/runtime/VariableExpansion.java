package dev.carafe.kubernetes.kubelet.runtime;

import java.util.Map;

/**
 * Replaces {@code $(NAME)} by values, as in commands, arguments and environments; {@code $$} stands for
 * one dollar sign, and a reference to a name nobody knows stays as it is (upstream
 * {@code third_party/forked/golang/expansion}).
 */
public final class VariableExpansion {
    private VariableExpansion() {}

    /** {@code text} with its references replaced. */
    public static String expand(String text, Map<String, String> values) {
        StringBuilder out = new StringBuilder(text.length());
        int at = 0;
        while (at < text.length()) {
            char c = text.charAt(at);
            if (c != '$' || at + 1 == text.length()) {
                out.append(c);
                at++;
            } else if (text.charAt(at + 1) == '$') {
                out.append('$');
                at += 2;
            } else if (text.charAt(at + 1) == '(') {
                int end = text.indexOf(')', at + 2);
                if (end < 0) {
                    out.append("$(");
                    at += 2;
                } else {
                    String name = text.substring(at + 2, end);
                    String value = values.get(name);
                    out.append(value == null ? "$(" + name + ")" : value);
                    at = end + 1;
                }
            } else {
                out.append(c).append(text.charAt(at + 1));
                at += 2;
            }
        }
        return out.toString();
    }
}

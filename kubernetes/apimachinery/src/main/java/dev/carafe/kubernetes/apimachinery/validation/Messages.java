package dev.carafe.kubernetes.apimachinery.validation;

/** The forms of messages that several rules share. */
final class Messages {
    private Messages() {}

    static String maxLength(int bytes) {
        return "must be no more than " + bytes + " bytes";
    }

    /** The older wording, which upstream keeps for rules that it has not moved yet. */
    static String maxCharacters(int characters) {
        return "must be no more than " + characters + " characters";
    }

    static String range(long low, long high) {
        return "must be between " + low + " and " + high + ", inclusive";
    }

    /** A rule in words, with examples and the expression behind it. */
    static String regex(String rule, String expression, String... examples) {
        StringBuilder out = new StringBuilder(rule);
        if (examples.length == 0) {
            return out.append(" (regex used for validation is '")
                    .append(expression)
                    .append("')")
                    .toString();
        }
        out.append(" (e.g. ");
        for (int i = 0; i < examples.length; i++) {
            out.append(i > 0 ? " or " : "").append('\'').append(examples[i]).append("', ");
        }
        return out.append("regex used for validation is '")
                .append(expression)
                .append("')")
                .toString();
    }
}

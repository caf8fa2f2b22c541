package dev.carafe.kubernetes.apimachinery.labels;

/** How a requirement compares (k8s.io/apimachinery/pkg/selection). */
public enum Operator {
    DOES_NOT_EXIST("!"),
    EQUALS("="),
    DOUBLE_EQUALS("=="),
    IN("in"),
    NOT_EQUALS("!="),
    NOT_IN("notin"),
    EXISTS("exists"),
    GREATER_THAN("gt"),
    LESS_THAN("lt");

    private final String text;

    Operator(String text) {
        this.text = text;
    }

    /** Upstream's word for it. */
    public String text() {
        return text;
    }
}

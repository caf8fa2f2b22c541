package dev.carafe.etcd.metrics;

/** Writes labels as Prometheus' text form has them between braces. */
public final class Labels {
    private Labels() {}

    /** One label. */
    public static String of(String name, String value) {
        return name + "=\"" + escaped(value) + '"';
    }

    /** Two labels, in the order of their names. */
    public static String of(String name, String value, String second, String secondValue) {
        return of(name, value) + ',' + of(second, secondValue);
    }

    /** Labels and one more behind them. */
    static String with(String labels, String more) {
        return labels.isEmpty() ? more : labels + ',' + more;
    }

    private static String escaped(String value) {
        return value.replace("\\", "\\\\").replace("\"", "\\\"").replace("\n", "\\n");
    }
}

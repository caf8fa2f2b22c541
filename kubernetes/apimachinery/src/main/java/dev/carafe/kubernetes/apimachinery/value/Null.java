package dev.carafe.kubernetes.apimachinery.value;

/** JSON's {@code null}, told apart from an absent field: in a patch the two mean different things. */
public enum Null {
    NULL;

    @Override
    public String toString() {
        return "null";
    }
}

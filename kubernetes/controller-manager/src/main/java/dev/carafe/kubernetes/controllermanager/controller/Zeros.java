package dev.carafe.kubernetes.controllermanager.controller;

import dev.carafe.kubernetes.apimachinery.value.Struct;

/** Go writes numbers that are zero not at all where a field is marked so; a status looks the same only if we do as well. */
public final class Zeros {
    private Zeros() {}

    /** The struct without those of the fields that are 0. */
    public static Struct dropped(Struct struct, String... names) {
        Struct result = struct;
        for (String name : names) {
            if (result.get(name) instanceof Long number && number == 0) {
                result = result.without(name);
            }
        }
        return result;
    }
}

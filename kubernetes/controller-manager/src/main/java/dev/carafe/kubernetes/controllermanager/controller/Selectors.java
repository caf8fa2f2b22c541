package dev.carafe.kubernetes.controllermanager.controller;

import dev.carafe.kubernetes.api.meta.v1.LabelSelector;
import dev.carafe.kubernetes.apimachinery.labels.SelectorException;

/** Selectors out of objects. */
public final class Selectors {
    private Selectors() {}

    /** What a selector of an object selects; one that cannot be read, which validation prevents, selects nothing. */
    public static dev.carafe.kubernetes.apimachinery.labels.LabelSelector of(LabelSelector selector) {
        try {
            return dev.carafe.kubernetes.apimachinery.labels.LabelSelector.ofTree(selector.struct());
        } catch (SelectorException _) {
            return dev.carafe.kubernetes.apimachinery.labels.LabelSelector.nothing();
        }
    }
}

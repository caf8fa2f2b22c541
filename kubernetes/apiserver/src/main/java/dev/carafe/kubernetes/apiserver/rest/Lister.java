package dev.carafe.kubernetes.apiserver.rest;

import dev.carafe.kubernetes.apimachinery.value.Struct;
import java.util.List;

/** Objects that are looked up when they are asked for, rather than stored. Thread-safe. */
public interface Lister {
    /** All of them, as they are now. */
    List<Struct> list();

    /** An object's row in the columns of its kind. */
    List<Object> tableCells(Struct object);
}

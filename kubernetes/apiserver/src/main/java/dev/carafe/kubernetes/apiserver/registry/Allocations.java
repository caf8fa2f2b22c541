package dev.carafe.kubernetes.apiserver.registry;

import dev.carafe.kubernetes.apimachinery.value.Struct;
import java.util.Optional;
import java.util.function.Supplier;

/**
 * What objects of one resource take from pools outside themselves, such as addresses. Thread-safe.
 *
 * <p>A write begins a reservation before it is validated, and ends it by exactly one of commit and rollback once it is
 * known whether storage took the object.
 */
public interface Allocations {
    /** Of resources that take nothing. */
    Allocations NONE = new Allocations() {
        @Override
        public Reservation begin(Struct object, Optional<Struct> old, boolean dryRun) {
            return new Reservation() {
                @Override
                public Struct object() {
                    return object;
                }

                @Override
                public void commit(Supplier<Struct> stored) {}

                @Override
                public void rollback() {}
            };
        }

        @Override
        public void released(Struct object) {}
    };

    /** What one write took. Used by the thread of that write. */
    interface Reservation {
        /** The object with what it was given. */
        Struct object();

        /** The object is stored, in a form that is made when it is asked for; what it no longer has is free. */
        void commit(Supplier<Struct> stored);

        /** The object is not stored; what it was given is free again. */
        void rollback();
    }

    /**
     * Takes what a new object, or the changed one, needs.
     *
     * @param old the stored object; empty for a create
     * @param dryRun whether nothing may stay taken
     * @throws dev.carafe.kubernetes.apimachinery.errors.StatusError when what is asked for cannot be had
     */
    Reservation begin(Struct object, Optional<Struct> old, boolean dryRun);

    /** Frees what a deleted object had. */
    void released(Struct object);
}

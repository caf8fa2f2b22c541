package dev.carafe.kubernetes.apiserver.rest;

import dev.carafe.kubernetes.apimachinery.value.Struct;

/** Answers creates without storing: reviews, tokens. Thread-safe. */
@FunctionalInterface
public interface Creater {
    /**
     * The answer, usually the object with its status.
     *
     * @throws dev.carafe.kubernetes.apimachinery.errors.StatusError when there is none
     */
    Struct create(CreateRequest request);
}

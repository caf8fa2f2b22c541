/**
 * What the server fills in where a user says nothing, one class a structure (the defaults.go files of upstream's pkg/apis,
 * version 1.37). Defaults that a declaration can say are not repeated here, save for those that another default reads.
 *
 * <p>Pure functions over typed views; no threads, no I/O. Every function is idempotent.
 */
@NullMarked
package dev.carafe.kubernetes.apiserver.registry.defaults;

import org.jspecify.annotations.NullMarked;

/**
 * What is wrong with an object beyond what its declaration can say, one class a structure (upstream's
 * pkg/apis/.../validation, version 1.37, with its texts). Here is what the validators of all subjects share; each subject has a
 * package below this one.
 *
 * <p>A validator appends to the list of errors it is handed and goes on, so that a user sees all mistakes at once. Pure; no
 * threads, no I/O.
 */
@NullMarked
package dev.carafe.kubernetes.apiserver.registry.validation;

import org.jspecify.annotations.NullMarked;

/**
 * Between the versions of built-in kinds: in which one this server works on an object, which one lies in the store, and how an
 * object of one becomes an object of another. Pure.
 */
@NullMarked
package dev.carafe.kubernetes.apiserver.conversion;

import org.jspecify.annotations.NullMarked;

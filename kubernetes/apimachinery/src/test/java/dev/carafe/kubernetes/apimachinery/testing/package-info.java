/** Declarations for tests: a few structures of Kubernetes, cut to what the tests look at. */
@NullMarked
package dev.carafe.kubernetes.apimachinery.testing;

import org.jspecify.annotations.NullMarked;

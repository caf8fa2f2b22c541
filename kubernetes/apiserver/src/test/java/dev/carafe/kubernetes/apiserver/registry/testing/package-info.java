/** Fakes for tests of what reads and writes stored objects. */
@NullMarked
package dev.carafe.kubernetes.apiserver.registry.testing;

import org.jspecify.annotations.NullMarked;

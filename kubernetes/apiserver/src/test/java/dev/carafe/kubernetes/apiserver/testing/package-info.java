/** A real server over a store in a temporary directory, with certificates of its own. */
@NullMarked
package dev.carafe.kubernetes.apiserver.testing;

import org.jspecify.annotations.NullMarked;

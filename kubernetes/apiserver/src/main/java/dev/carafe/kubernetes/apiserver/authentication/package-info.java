/** Who sends a request: client certificates and service account tokens, in upstream's order. Knows no other step. */
@NullMarked
package dev.carafe.kubernetes.apiserver.authentication;

import org.jspecify.annotations.NullMarked;

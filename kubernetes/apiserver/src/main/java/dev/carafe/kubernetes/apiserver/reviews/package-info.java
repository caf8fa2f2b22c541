/**
 * Questions that are asked by creating an object which is answered and never stored: may this user do that, who am I, whose
 * token is this; and tokens for service accounts.
 *
 * <p>Stateless and thread-safe. Knows authentication and authorization; nothing knows it but the server's wiring.
 */
@NullMarked
package dev.carafe.kubernetes.apiserver.reviews;

import org.jspecify.annotations.NullMarked;

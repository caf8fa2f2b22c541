/**
 * What tests of the API's clients need: an API server in memory and a clock that is moved by hand.
 *
 * <p>Shipped with the product, so that those who write controllers for Carafe or with its client test as Carafe does.
 * Thread-safe.
 */
@NullMarked
package dev.carafe.kubernetes.client.testing;

import org.jspecify.annotations.NullMarked;

/**
 * What each kind does differently from the rest: a strategy says what a user may set, what the server fills in, and what
 * is invalid. A kind without a strategy of its own takes the default one, which works from declarations alone.
 */
@NullMarked
package dev.carafe.kubernetes.apiserver.registry;

import org.jspecify.annotations.NullMarked;

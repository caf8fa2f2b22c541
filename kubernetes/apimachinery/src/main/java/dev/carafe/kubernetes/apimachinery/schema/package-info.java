/**
 * What a kind declares of itself: its fields with types, defaults, list types and merge keys, and how it is served.
 *
 * <p>Built-in kinds declare themselves in the notation of the facts table (see
 * {@link dev.carafe.kubernetes.apimachinery.schema.Notation}), custom ones by their definition's schema; both become the
 * same declarations, and one engine serves both. Declarations are immutable and shared between threads; a table resolves
 * its types on first use.
 */
@NullMarked
package dev.carafe.kubernetes.apimachinery.schema;

import org.jspecify.annotations.NullMarked;

/**
 * The endpoints of the API: one generic for every resource, driven by its declaration. Decodes and defaults what comes in,
 * hands it to the generic registry, and says how what comes out is shown: as JSON, YAML or protobuf; whole, as a Table or metadata alone.
 *
 * <p>Each request runs on its own virtual thread from top to bottom. In-process clients enter here with trees instead of
 * bytes, and are answered with trees.
 */
@NullMarked
package dev.carafe.kubernetes.apiserver.endpoints;

import org.jspecify.annotations.NullMarked;

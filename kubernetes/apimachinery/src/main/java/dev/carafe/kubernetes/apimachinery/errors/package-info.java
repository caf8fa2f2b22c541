/**
 * The errors of the API, each a {@code meta/v1.Status} in upstream's words (k8s.io/apimachinery/pkg/api/errors).
 *
 * <p>Server code throws them, the edge writes their tree, a client reads them back. Values only; no threads, no I/O.
 */
@NullMarked
package dev.carafe.kubernetes.apimachinery.errors;

import org.jspecify.annotations.NullMarked;

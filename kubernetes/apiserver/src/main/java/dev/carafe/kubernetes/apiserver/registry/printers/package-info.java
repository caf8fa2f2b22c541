/**
 * The rows of the Table form that {@code kubectl get} shows, one class a family of kinds (upstream's pkg/printers, version
 * 1.37). The columns themselves come from the facts table; cells are in their order.
 *
 * <p>Pure functions over typed views and the present moment; no threads, no I/O.
 */
@NullMarked
package dev.carafe.kubernetes.apiserver.registry.printers;

import org.jspecify.annotations.NullMarked;

/**
 * Paths by which somebody looks into a running server: {@code /debug/pprof/} (apiserver/pkg/server/routes). Knows the chain and the
 * HTTP exchange, nothing of the resources.
 */
@NullMarked
package dev.carafe.kubernetes.apiserver.routes;

import org.jspecify.annotations.NullMarked;

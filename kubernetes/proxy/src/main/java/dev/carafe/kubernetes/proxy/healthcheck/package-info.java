/**
 * Tells load balancers which nodes have endpoints of a service whose traffic stays on its node (upstream
 * {@code pkg/proxy/healthcheck}). One listener a service, a virtual thread a connection; knows nothing of the rest of
 * the proxy.
 */
@NullMarked
package dev.carafe.kubernetes.proxy.healthcheck;

import org.jspecify.annotations.NullMarked;

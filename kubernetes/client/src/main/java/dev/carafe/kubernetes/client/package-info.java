/**
 * The REST client of the Kubernetes API: typed create, get, list, watch, update, patch and delete over a {@link
 * dev.carafe.kubernetes.client.Transport} (what k8s.io/client-go's rest and typed packages are to Go).
 *
 * <p>Everything here is thread-safe and blocks its caller, who is meant to be a virtual thread. It knows the API's kinds
 * and nothing of any server; a server in the same JVM is reached through a transport of its maker's.
 */
@NullMarked
package dev.carafe.kubernetes.client;

import org.jspecify.annotations.NullMarked;

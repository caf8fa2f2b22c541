/**
 * The transport over HTTPS, and where its address and credentials come from: a kubeconfig file or a pod's service account.
 *
 * <p>Thread-safe. The JDK's HTTP client carries any number of calls and watches over few HTTP/2 connections, with a
 * selector thread of its own; callers block on it.
 */
@NullMarked
package dev.carafe.kubernetes.client.http;

import org.jspecify.annotations.NullMarked;

/**
 * The generic registry (k8s.io/apiserver/pkg/registry/generic): what happens to an object of any kind on create, update
 * and delete between its endpoint and storage. What a kind does differently is its strategy's.
 *
 * <p>Blocking and thread-safe; a request runs through on its own thread.
 */
@NullMarked
package dev.carafe.kubernetes.apiserver.generic;

import org.jspecify.annotations.NullMarked;

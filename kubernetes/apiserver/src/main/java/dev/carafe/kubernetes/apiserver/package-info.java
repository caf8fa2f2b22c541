/**
 * kube-apiserver: validates and configures the data of the API objects, serves them over REST, and is the only front to
 * the cluster's state.
 *
 * <p>A request walks down one visible list of steps and never back up: HTTP edge, request info, authentication,
 * authorization, the resource's endpoint (decode, default, admit, validate), storage, reply.
 */
@NullMarked
package dev.carafe.kubernetes.apiserver;

import org.jspecify.annotations.NullMarked;

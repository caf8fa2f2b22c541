/**
 * What is wrong with services, endpoints, ingresses, network policies and the addresses that a cluster gives (upstream's pkg/apis/.../validation).
 */
@NullMarked
package dev.carafe.kubernetes.apiserver.registry.validation.networking;

import org.jspecify.annotations.NullMarked;

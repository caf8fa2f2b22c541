/**
 * What a process of controllers is built from, as upstream's {@code k8s.io/controller-manager}: the contract of a controller, what
 * controllers share, and the run of them all while the process leads.
 */
@NullMarked
package dev.carafe.kubernetes.client.controller;

import org.jspecify.annotations.NullMarked;

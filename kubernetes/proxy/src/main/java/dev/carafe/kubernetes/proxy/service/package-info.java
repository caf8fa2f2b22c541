/** What a Service and its EndpointSlices mean on one node: a pure core, values in and values out. */
@NullMarked
package dev.carafe.kubernetes.proxy.service;

import org.jspecify.annotations.NullMarked;

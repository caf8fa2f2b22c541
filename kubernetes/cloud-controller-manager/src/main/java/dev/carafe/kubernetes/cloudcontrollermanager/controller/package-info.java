/**
 * What the controllers and the providers share: periodic rounds, ranges of addresses, and what of a node they all look at.
 *
 * <p>Knows the client and no controller or provider. Values and thread-safe classes only.
 */
@NullMarked
package dev.carafe.kubernetes.cloudcontrollermanager.controller;

import org.jspecify.annotations.NullMarked;

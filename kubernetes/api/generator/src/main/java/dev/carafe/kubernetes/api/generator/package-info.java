/**
 * The build's generator: from the facts table to typed views, resource types and the engine's declarations.
 *
 * <p>It runs once in the build of the API module and is no part of what is installed. It knows the API machinery's notation
 * and nothing else of the house.
 */
@NullMarked
package dev.carafe.kubernetes.api.generator;

import org.jspecify.annotations.NullMarked;

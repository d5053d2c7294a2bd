/**
 * Checks figures and readings by the rules that a metering expert knows, within limits that an
 * organisation may set, and says what does not look right; nothing is changed.
 */
@NullMarked
package eu.releve.cloud.validate;

import org.jspecify.annotations.NullMarked;

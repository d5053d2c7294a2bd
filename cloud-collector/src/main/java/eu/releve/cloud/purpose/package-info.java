/** Says what dwellings' data may be used for, how finely and by whom, for all who show them. */
@NullMarked
package eu.releve.cloud.purpose;

import org.jspecify.annotations.NullMarked;

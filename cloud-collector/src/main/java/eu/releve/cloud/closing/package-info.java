/** Lists the indexes of a building's meters for any two dates, and keeps the lists that close. */
@NullMarked
package eu.releve.cloud.closing;

import org.jspecify.annotations.NullMarked;

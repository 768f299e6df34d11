import type { Column } from '../types.js';

/** Of the column with the numbers of the rows, in pixels. */
export const numberWidth = 96;

const widthOf = ({ name, max_code_points }: Column): number => Math.min(280, Math.max(96, Math.max(name.length * 9, max_code_points * 8) + 32));  // names are bold

/**
 * Columns of a grid that need no measuring of what is in them, however many rows there are: the number of the row, then the columns, which
 * share what room is left. `least` is their width without it, in pixels.
 */
export function columnWidths(columns: readonly Column[]): { template: string; least: number } {
    const widths = columns.map(widthOf);
    return {
        template: `${numberWidth}px ${widths.map((width) => `minmax(${width}px, ${width}fr)`).join(' ')}`,
        least: widths.reduce((sum, width) => sum + width, numberWidth),
    };
}

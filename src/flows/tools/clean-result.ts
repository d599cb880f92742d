/** What a shop's data hold was written by strangers: no name opens anything, no link leads to a house nobody named. */
import { dropAddresses } from "../../assistant/checks/check-links.ts";
import { allowLink } from "../../commerce/rules/allow-link.ts";
import { CARRIER_HOSTS } from "../../commerce/rules/carrier-hosts.ts";
import type { Order, Parcel, Product } from "../../contracts/commerce.ts";
import type { ToolResult } from "../../contracts/tools.ts";

/** In the place of a name that was nothing but an address. */
const NO_NAME = "–";

/** `shopHosts`: where the shop's own pages are. */
export function cleanResult(result: ToolResult, shopHosts: readonly string[]): ToolResult {
  switch (result.kind) {
    case "order": {
      const hosts = [...shopHosts, ...CARRIER_HOSTS];
      const parcels = result.parcels.map((parcel) => cleanParcel(parcel, hosts));
      return { ...result, order: cleanOrder(result.order), parcels };
    }
    case "options":
      return { ...result, order: cleanOrder(result.order) };
    case "coupon":
      return { ...result, code: dropAddresses(result.code) || NO_NAME };
    case "products":
      return {
        ...result,
        products: result.products.map((found) => ({ ...found, product: cleanProduct(found.product, shopHosts) })),
      };
    case "denied":
      return result;
  }
}

export function cleanOrder(order: Order): Order {
  const lines = order.lines.map((line) => ({
    ...line,
    title: dropAddresses(line.title),
    variant: line.variant && dropAddresses(line.variant),
  }));
  return { ...order, orderNumber: dropAddresses(order.orderNumber) || NO_NAME, lines };
}

function cleanParcel(parcel: Parcel, hosts: readonly string[]): Parcel {
  const { carrier, trackingNumber, trackingUrl, lastEvent } = parcel;
  return {
    ...parcel,
    carrier: carrier && (dropAddresses(carrier) || null),
    trackingNumber: trackingNumber && (dropAddresses(trackingNumber) || null),
    trackingUrl: allowLink(trackingUrl, hosts),
    lastEvent: lastEvent && {
      ...lastEvent,
      text: dropAddresses(lastEvent.text),
      place: lastEvent.place && dropAddresses(lastEvent.place),
    },
  };
}

function cleanProduct(product: Product, hosts: readonly string[]): Product {
  return { ...product, title: dropAddresses(product.title) || NO_NAME, url: allowLink(product.url, hosts) };
}

"""The tables of the shop, as they are at the head of the migrations."""

import sqlalchemy as sa
from sqlalchemy.dialects import postgresql
from sqlalchemy.orm import declarative_base, relationship

Base = declarative_base()

order_status = postgresql.ENUM("new", "paid", "shipped", "cancelled", name="order_status")


class User(Base):
    __tablename__ = "users"

    id = sa.Column(sa.Integer, primary_key=True)
    email = sa.Column(sa.String(320), nullable=False)
    full_name = sa.Column(sa.Text)
    display_name = sa.Column(sa.Text)
    email_verified = sa.Column(sa.Boolean, nullable=False, server_default=sa.false())
    created_at = sa.Column(sa.DateTime(timezone=True), nullable=False, server_default=sa.func.now())

    orders = relationship("Order", back_populates="user")

    __table_args__ = (sa.UniqueConstraint("email", name="uq_users_email"),)


class Category(Base):
    __tablename__ = "categories"

    id = sa.Column(sa.Integer, primary_key=True)
    name = sa.Column(sa.String(100), nullable=False)

    __table_args__ = (sa.UniqueConstraint("name", name="uq_categories_name"),)


class Product(Base):
    __tablename__ = "products"

    id = sa.Column(sa.Integer, primary_key=True)
    category_id = sa.Column(sa.Integer, sa.ForeignKey("categories.id", name="fk_products_category_id"))
    name = sa.Column(sa.Text, nullable=False)
    description = sa.Column(sa.Text)
    price = sa.Column(sa.Numeric(10, 2), nullable=False)
    sku = sa.Column(sa.String(40), unique=True)

    __table_args__ = (sa.Index("ix_products_name", "name"), sa.Index("ix_products_price", "price"))


class Order(Base):
    __tablename__ = "orders"

    id = sa.Column(sa.BigInteger, primary_key=True)
    user_id = sa.Column(sa.Integer, sa.ForeignKey("users.id", name="fk_orders_user_id"), nullable=False)
    placed_at = sa.Column(sa.DateTime(timezone=True), nullable=False, server_default=sa.func.now())
    status = sa.Column(order_status, nullable=False, server_default="new")
    currency = sa.Column(sa.String(3), nullable=False)

    user = relationship("User", back_populates="orders")
    lines = relationship("OrderLine", back_populates="order")

    __table_args__ = (sa.Index("ix_orders_user_id", "user_id"),)


class OrderLine(Base):
    __tablename__ = "order_lines"

    order_id = sa.Column(
        sa.BigInteger,
        sa.ForeignKey("orders.id", name="fk_order_lines_order_id", ondelete="CASCADE"),
        primary_key=True,
    )
    product_id = sa.Column(
        sa.Integer, sa.ForeignKey("products.id", name="fk_order_lines_product_id"), primary_key=True
    )
    quantity = sa.Column(sa.Integer, nullable=False, server_default=sa.text("1"))
    unit_price = sa.Column(sa.Numeric(10, 2), nullable=False)

    order = relationship("Order", back_populates="lines")

    __table_args__ = (sa.CheckConstraint("quantity > 0", name="ck_order_lines_quantity"),)


class Payment(Base):
    __tablename__ = "payments"

    id = sa.Column(sa.BigInteger, primary_key=True)
    order_id = sa.Column(sa.BigInteger, sa.ForeignKey("orders.id", name="fk_payments_order_id"), nullable=False)
    provider = sa.Column(sa.String(40), nullable=False)
    provider_reference = sa.Column(sa.Text)
    amount = sa.Column(sa.Numeric(10, 2), nullable=False)
    paid_at = sa.Column(sa.DateTime(timezone=True))

    __table_args__ = (sa.Index("ix_payments_provider_reference", "provider", "provider_reference"),)


class Warehouse(Base):
    __tablename__ = "warehouses"

    id = sa.Column(sa.Integer, primary_key=True)
    code = sa.Column(sa.String(10), nullable=False)

    __table_args__ = (sa.UniqueConstraint("code", name="uq_warehouses_code"),)


class Stock(Base):
    __tablename__ = "stock"

    warehouse_id = sa.Column(
        sa.Integer, sa.ForeignKey("warehouses.id", name="fk_stock_warehouse_id"), primary_key=True
    )
    product_id = sa.Column(sa.Integer, sa.ForeignKey("products.id", name="fk_stock_product_id"), primary_key=True)
    quantity = sa.Column(sa.Integer, nullable=False, server_default=sa.text("0"))
    reserved = sa.Column(sa.Integer, nullable=False, server_default=sa.text("0"))

    __table_args__ = (sa.CheckConstraint("reserved <= quantity", name="ck_stock_reserved"),)
